/**
 * {@code headgate bench mcast}: one multicast group relayed to four receivers, beside a loop in C.
 *
 * <pre>
 *   client                    router                                    server
 *   mcast_loop send ──group──► mcast_loop relay, or a lane with filters ──► mcast_loop drain: two hosts' ports, two groups
 * </pre>
 *
 * Thread: the main one; the relay that is measured is a process of its own.
 */
package io.headgate.bench.mcast;
