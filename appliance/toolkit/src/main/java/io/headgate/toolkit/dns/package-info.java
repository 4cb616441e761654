/**
 * DNS messages, read in place, and answers to queries that a filter gives itself.
 *
 * <pre>
 *   PayloadView --DnsMessage--> question, records
 *                     |  |
 *                     |  +----> DnsName: compare, look up
 *                     v
 *                 DnsAnswer ---> ByteBuffer, Packet
 * </pre>
 *
 * Nothing here allocates per packet, and no message makes a reader throw, loop or read outside it.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, section 4</a>
 */
package io.headgate.toolkit.dns;
