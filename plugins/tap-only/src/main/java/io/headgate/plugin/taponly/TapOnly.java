package io.headgate.plugin.taponly;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import io.headgate.api.Verdict;

/** Copies what matches to a mirror. Neither changes nor drops anything. */
final class TapOnly implements Filter {
    static final int ANY_PORT = -1;

    private final String mirrorName;
    private final Protocol protocol;
    private final int port;

    private Mirror mirror;
    private Counter mirrored;
    private Counter lost;

    TapOnly(String mirrorName, Protocol protocol, int port) {
        this.mirrorName = mirrorName;
        this.protocol = protocol;
        this.port = port;
    }

    @Override
    public void onAttach(FilterContext context) {
        mirror = context.mirror(mirrorName);
        mirrored = context.counter("mirrored", "packets copied to the mirror");
        lost = context.counter("mirror-lost", "packets that the mirror had no room for");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (protocol.isOf(packet) && hasPort(packet)) {
            (mirror.copy(packet) ? mirrored : lost).increment();
        }
        return Verdict.PASS;
    }

    private boolean hasPort(Packet packet) {
        if (port == ANY_PORT) {
            return true;
        }
        Tcp tcp = packet.tcp();
        if (tcp != null) {
            return tcp.sourcePort() == port || tcp.destinationPort() == port;
        }
        Udp udp = packet.udp();
        return udp != null && (udp.sourcePort() == port || udp.destinationPort() == port);
    }

    /** Copies are what the lane sees; an output that cannot carry large segments cuts them. */
    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
