/**
 * Sets the time to live of packets, which IPv6 calls hop limit, takes hops off it as if they had crossed more routers, or raises
 * it to a least one.
 *
 * <pre>
 *   packet --RoutedOnly--> SetTtl, SubtractTtl or RaiseTtl
 *               |
 *               +--LinkScope--> left alone
 * </pre>
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.ttl;
