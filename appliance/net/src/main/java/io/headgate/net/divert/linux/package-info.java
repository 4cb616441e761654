/**
 * The divert contract on Linux: a netfilter queue, spoken to over netlink without a library.
 *
 * <pre>
 *   kernel --recvmmsg--> slots --MessageReader--> Slot metadata --> ring --> lane
 *   kernel &lt;--sendmsg-- VerdictBatch: small headers, and the slot's own bytes where a packet was changed
 * </pre>
 *
 * One socket owns a queue; verdicts from any other are refused. Wire format: {@code linux/netfilter/nfnetlink_queue.h},
 * in {@link io.headgate.net.divert.linux.Nfqueue}.
 */
package io.headgate.net.divert.linux;
