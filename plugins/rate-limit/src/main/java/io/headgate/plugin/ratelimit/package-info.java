/**
 * Drops what comes faster than a rate, by source, destination, flow or altogether.
 *
 * <pre>
 *   packet --KeyReader--> FlowKey --BucketTable (toolkit.flow.FlowTable)--> TokenBucket --> pass or drop
 * </pre>
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.ratelimit;
