/**
 * Events on their way from filters to the log.
 *
 * <pre>
 *   filter --emit--> LaneEvent --copies into--> EventRing (one per lane) --thread "events"--> EventListener
 * </pre>
 *
 * Thread: a lane writes into its ring and never waits: what finds no room is counted and lost. {@link
 * io.headgate.engine.event.Events} has the thread that reads them all.
 */
package io.headgate.engine.event;
