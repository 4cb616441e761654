/**
 * How much is let through over time.
 *
 * <pre>
 *   tokens / period ----> [ TokenBucket, at most burst ] ----> tryTake: conforms, or not
 *        (flows in with the caller's clock)              ----> waitNs:  when it would
 * </pre>
 *
 * What a token is, the caller decides: a packet, a byte, a reply. Memory is taken when an object is made; nothing here
 * allocates per packet.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's.
 */
package io.headgate.toolkit.rate;
