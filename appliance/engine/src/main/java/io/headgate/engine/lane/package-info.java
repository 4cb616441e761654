/**
 * The lane: one thread, its chain of filters, the rings it empties, and the ledger of what became of each packet.
 *
 * <pre>
 *   SlotRing --> Lane.doWork --> Decider: decode --> Chain (guarded filters) --> repair --> PacketSink, flushed once per batch
 *                  ^                ^                   |         |
 *   CommandRing ---+                |                   |         +-- Rejects: answers to senders --+
 *                  between batches  |                   v                                           v
 *                                   +-- due -- HeldPackets (held, and copies)   OwnPackets --> PacketSink.inject
 *
 *   Tally, DropReasons, sinks --> LedgerReader --> Ledger
 * </pre>
 *
 * LaneOutlets: copies and events on their way out, telemetry on its way in.
 *
 * <p>{@link io.headgate.engine.lane.ChainSwap} replaces filters of a running lane between two batches. A filter's {@link
 * io.headgate.api.FilterContext} is a LaneContext; time comes from the LaneClock. Thread: {@link
 * io.headgate.engine.lane.LaneRunner} gives a lane its thread; everything else here runs on it.
 */
package io.headgate.engine.lane;
