/**
 * Flows: both directions of a conversation under one number, forgotten after a time without packets.
 *
 * <pre>
 *   Packet --FlowKey--> FlowTable --slot--> arrays of the caller: long[] bytes, int[] state, ...
 *                         |    ^
 *                  SlotIndex  TimingWheel &lt;-- advance(nowNs)
 *                  Recency       |
 *                                +--> RemovalListener
 * </pre>
 *
 * Memory is taken when a table is made; nothing here allocates per packet.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's.
 */
package io.headgate.toolkit.flow;
