/**
 * The doors of this module: {@link io.headgate.net.Net}, the net-* functions with their arguments, handles and errors; and
 * {@link io.headgate.net.DivertSockets}, which opens the divert socket that this system has for a lane. Above the packages
 * that do the work, so that those need not know each other:
 *
 * <pre>
 *   Net ──► Opening, Naming, HandleTable ──► net.handle (Sockets, Handle) ──► net.sys
 *                    └──► DivertSockets ──► net.divert
 * </pre>
 *
 * <p>Thread: a {@code Net} belongs to one thread, except its {@code interrupt}.
 */
package io.headgate.net;
