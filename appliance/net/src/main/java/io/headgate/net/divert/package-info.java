/**
 * Divert sockets: the kernel hands over raw packets that a firewall rule chose, and what is written back re-enters it.
 * One contract, {@link io.headgate.net.divert.DivertSocket}, behind which each system has a package of its own.
 *
 * <pre>
 *   firewall rule --> DivertSocket.receive --> ring --> lane --> DivertSocket.reinject / drop, flush --> kernel
 * </pre>
 *
 * Thread: receiving is the source's, reinjecting the lane's; a socket allows both at once.
 */
package io.headgate.net.divert;
