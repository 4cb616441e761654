/**
 * Copies of packets on their way from lanes to mirrors.
 *
 * <pre>
 *   filter --copy--> TapMirror --> RecordRing (one per lane) --thread "taps"--> CopySums --> TapOutput --> TapSink
 *                                  records of any length                    off the lane            file, network
 * </pre>
 *
 * A ring is one off-heap buffer with records one after the other: packets differ so much in length that slots of one size
 * would waste most of it. Its two positions are the Disruptor's sequences, one writer and one reader. What finds no room
 * is lost, and counted for its mirror.
 *
 * <p>Thread: a lane writes into its ring and never waits; {@link io.headgate.engine.tap.Taps} has the thread that reads
 * them all.
 */
package io.headgate.engine.tap;
