/**
 * {@code headgate run}: the composition root. Opens sockets, gives each lane its threads, watches over them, and ends
 * everything in order.
 *
 * <pre>
 *   RunVerb --> Appliance --> per queue: SlotRing, DivertSocket, Chain, LaneRunner
 *                   +--> Watch (thread admin): once a second, kernel queue and filters
 * </pre>
 */
package headgate.daemon.run;
