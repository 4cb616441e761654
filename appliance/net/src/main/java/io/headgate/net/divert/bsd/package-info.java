/**
 * divert(4) on the systems that have it, behind {@link io.headgate.net.divert.DivertSocket}.
 *
 * <pre>
 *   Abi (numbers of a system and its C library) --> DivertPort (one bound socket) --+
 *   recvfrom: bytes -> slot, its address -> the slot's headroom (AddressBook)       +--> Divert4Socket
 *   sendto:   the same address back -> the kernel goes on behind the divert rule  --+
 * </pre>
 *
 * Thread: receiving is the source's, sending the lane's. Source: divert(4), FreeBSD {@code sys/netinet/ip_divert.c}.
 */
package io.headgate.net.divert.bsd;
