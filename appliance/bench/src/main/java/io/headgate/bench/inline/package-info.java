/**
 * {@code bench inline}: what forwarding through the queue costs, compared with the kernel alone and with the usual loop
 * in C.
 *
 * <pre>
 *   for each round:  for each profile (mss400, mtu):  for each case, in an order that turns from round to round:
 *       start the program behind the queue -> load -> warm-up | measured -> Sample -> end the program
 *   rounds -> Ratios: case / plain loop of the same round, then the median
 * </pre>
 *
 * Thread: the main one; what it measures runs in other processes.
 */
package io.headgate.bench.inline;
