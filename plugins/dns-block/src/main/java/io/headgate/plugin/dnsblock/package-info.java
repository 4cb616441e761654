/**
 * Answers queries for blocked names itself, as a resolver would that knows no better, and drops them.
 *
 * <pre>
 *   query --DnsMessage, DnsName--> WatchedNames: blocked?
 *     no: pass    yes, UDP: BlockAnswer --DnsReply--> inject, drop    yes, TCP: reset or pass
 * </pre>
 *
 * <p>Thread: the lane's; lists are read by the thread of {@link io.headgate.toolkit.names.WatchedNames}.
 */
package io.headgate.plugin.dnsblock;
