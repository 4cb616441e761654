/**
 * The first message of a TLS client, which says where it wants to go before anything is encrypted.
 *
 * <pre>
 *   PayloadView --HandshakeBytes--> ClientHello: server name, application protocols, versions
 *                 (across records)
 * </pre>
 *
 * Nothing here allocates per packet, and no bytes make a reader throw, loop or read outside them.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's.
 */
package io.headgate.toolkit.tls;
