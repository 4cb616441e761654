/**
 * The ring of off-heap slots between one source and one lane; rings for what lanes hand to others.
 *
 * <pre>
 *   source thread                                         lane thread
 *   writable(n) --fill slots--> publish(n)  ==cursor==>   readable(n) --work--> release(n)
 *        ^                                                                          |
 *        +------------------------- gating sequence -------------------------------+
 * </pre>
 *
 * Disruptor events ({@link io.headgate.engine.ring.Slot}) carry offsets and metadata; the bytes live in the {@link
 * io.headgate.engine.ring.SlotArena}. {@link io.headgate.engine.ring.RecordRing} carries records of any length, {@link
 * io.headgate.engine.ring.EntryRing} prepared objects, both to the thread of a {@link io.headgate.engine.ring.RingDrain}. One producer, one consumer, no lock, no allocation after construction. Disruptor is
 * used in this package only.
 */
package io.headgate.engine.ring;
