/**
 * {@code headgate run}: the composition root. Opens sockets, gives each lane its threads, watches over them, and ends
 * everything in order.
 *
 * <pre>
 *   RunVerb --> Appliance --> per queue: SlotRing, DivertSocket, Chain, LaneRunner
 *                   +--> per lane: SelfTest before it takes packets, Arrivals until the first came
 *                   +--> per interface of a multicast lane: GroupWatch
 *                   +--> StallWatch (thread watchdog): ends the process when a filter does not return
 *                   +--> Watch (thread admin): once a second, kernel queue, filters, arrivals and groups
 * </pre>
 */
package io.headgate.daemon.run;
