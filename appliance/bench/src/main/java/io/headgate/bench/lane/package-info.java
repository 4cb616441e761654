/**
 * {@code bench lane}: how fast a lane is without a network.
 *
 * <pre>
 *   child process:   Corpus -> MemorySource -> ring -> lane, chain -> ReadingSink     (passthrough, rewrite)
 *                    Corpus -> PlainCopy, one thread ----------------> ReadingSink     (reference)
 *   parent process:  one child for each, one after the other -> Trial -> report
 * </pre>
 *
 * A process of its own for each chain: a call site that has seen two filters is compiled for two, and would be slower
 * than in an appliance that runs one. Threads: the source's and the lane's, as in the appliance; the main thread looks
 * on.
 */
package io.headgate.bench.lane;
