/**
 * Leads clients to servers by name: answers queries for names of its own itself, or puts addresses of its own into the
 * answers of a resolver.
 *
 * <pre>
 *   query    --DnsMessage--> SteerRules --SteerRule of name and client--> Choice --DnsAnswer, DnsReply--> inject, drop
 *   response --DnsMessage--> SteerRules --SteerRule of name and client--> Choice --> addresses and TTL in place, pass
 * </pre>
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.dnssteer;
