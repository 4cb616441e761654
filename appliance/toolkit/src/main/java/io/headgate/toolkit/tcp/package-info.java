/**
 * TCP streams whose segments grow or shrink on their way: numbers that fit on both sides.
 *
 * <pre>
 *   sender  --sequence---->  SequenceShift.place, change, finish  --sequence'-->  receiver
 *           &lt;--ack, SACK---  SequenceShift.acknowledge, SackBlocks  &lt;--ack', SACK'--
 * </pre>
 *
 * One {@link io.headgate.toolkit.tcp.SequenceShift} for each direction of a connection. Nothing here allocates per packet.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's; both directions to the same.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9293#section-3.4">RFC 9293, section 3.4</a>
 */
package io.headgate.toolkit.tcp;
