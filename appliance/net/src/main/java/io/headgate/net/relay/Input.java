package io.headgate.net.relay;

import java.net.InetAddress;

/**
 * Where a lane listens, as far as its sinks must know: what they sent there would come back for ever.
 *
 * @param address a group, one of this host's addresses, or the wildcard for all of them
 * @param port 1 to 65535
 * @param interfaceName the only interface on which it is heard; "" for any
 */
public record Input(InetAddress address, int port, String interfaceName) {}
