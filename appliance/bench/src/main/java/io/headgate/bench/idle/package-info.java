/**
 * {@code bench idle}: what an appliance holds and uses when it has worked and nothing comes any more.
 *
 * <pre>
 *   start appliance -> TcpLoad until a million packets went through -> nothing for a minute -> memory, processor time
 * </pre>
 *
 * Thread: the main one; the appliance is a process of its own.
 */
package io.headgate.bench.idle;
