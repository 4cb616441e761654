package io.headgate.net.multicast.watch;

import java.net.InetAddress;

/**
 * A host says that it wants a group, or no longer.
 *
 * @param from who says so
 * @param isOurs whether this host has sent it
 */
record Report(boolean isIpv6, InetAddress from, InetAddress group, boolean isLeave, boolean isOurs) {}
