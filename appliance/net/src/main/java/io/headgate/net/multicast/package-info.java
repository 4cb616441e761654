/**
 * Multicast groups: what a lane listens to, and how its sockets become members.
 *
 * <pre>
 *   Group, SourceList ──SocketPlan──► one plan per socket ──Memberships──► setsockopt(2), again when an interface returns
 * </pre>
 *
 * By the protocol-independent calls of RFC 3678, so that IPv4 (IGMPv3) and IPv6 (MLDv2) go one way. Knows no packets:
 * sockets are made and read by {@link io.headgate.net.datagram}. Thread: the one that opens, later the source's.
 */
package io.headgate.net.multicast;
