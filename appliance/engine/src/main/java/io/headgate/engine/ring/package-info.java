/**
 * The ring of off-heap slots between one source and one lane.
 *
 * <pre>
 *   source thread                                         lane thread
 *   writable(n) --fill slots--> publish(n)  ==cursor==>   readable(n) --work--> release(n)
 *        ^                                                                          |
 *        +------------------------- gating sequence -------------------------------+
 * </pre>
 *
 * Disruptor events ({@link io.headgate.engine.ring.Slot}) carry offsets and metadata; the bytes live in the {@link
 * io.headgate.engine.ring.SlotArena}. One producer, one consumer, no lock, no allocation after construction. Disruptor is
 * used in this package only.
 */
package io.headgate.engine.ring;
