/**
 * Which packets are looked at when one of many is enough (RFC 5475).
 *
 * <pre>
 *             +-- every nth    by count
 *   Sampler --+-- at random    by a seeded generator
 *             +-- by flow      by a hash of addresses, ports and protocol (FlowHash)
 * </pre>
 *
 * A sampler is a few words of memory; nothing here allocates per packet.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's.
 */
package io.headgate.toolkit.sample;
