/**
 * The sockets behind the handles of {@link io.headgate.net.Net}: streams, datagrams, Unix paths, multicast groups and
 * divert ports, each a {@link io.headgate.net.handle.Handle}.
 *
 * <p>All sockets are non-blocking; a call that has to wait polls its socket beside a pipe by which another thread can
 * end the wait. Failures are {@link io.headgate.net.handle.HandleException}s that carry the number which {@code
 * net-error} shows.
 *
 * <p>Thread: the one of the {@code Net} they belong to, except where a method says otherwise.
 */
package io.headgate.net.handle;
