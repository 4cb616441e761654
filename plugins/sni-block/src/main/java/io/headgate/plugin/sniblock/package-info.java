/**
 * Ends TLS connections to blocked server names, before the server has seen the name.
 *
 * <pre>
 *   SYN --Hellos: this connection's hello is awaited, beside what is known of another between the same ports
 *   data --Hellos: what there is of it--> ClientHello --name--> WatchedNames: blocked?
 *     no: forgotten, pass     yes: reset to the client, reset to the server, remembered for a while
 * </pre>
 *
 * <p>Thread: the lane's; lists are read by the thread of {@link io.headgate.toolkit.names.WatchedNames}.
 */
package io.headgate.plugin.sniblock;
