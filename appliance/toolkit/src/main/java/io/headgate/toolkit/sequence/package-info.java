/**
 * Streams of numbered packets: what was lost, came late or twice, how regularly, and which of two feeds brought it first.
 *
 * <pre>
 *   Packet --SequenceField--> number --+--> SequenceWatch --+
 *                                      |                    +--> SequenceWindow
 *                                      +--> FeedArbiter ----+
 * </pre>
 *
 * Numbers wrap: they are compared by serial number arithmetic (RFC 1982). Memory is taken when an object is made; nothing
 * here allocates per packet.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's.
 */
package io.headgate.toolkit.sequence;
