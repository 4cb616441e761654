/**
 * The lane: one thread, its chain of filters, the rings it empties, and the ledger of what became of each packet.
 *
 * <pre>
 *   SlotRing --> Lane.doWork: decode --> Chain (guarded filters) --> repair --> PacketSink, flushed once per batch
 *                  ^                                                    |
 *   CommandRing ---+ between batches                                    +--> LaneCounters --> Ledger
 * </pre>
 *
 * Thread: {@link io.headgate.engine.lane.LaneRunner} gives a lane its thread; everything else here runs on it.
 */
package io.headgate.engine.lane;
