package io.headgate.plugin.mssclamp;

import io.headgate.api.Counter;
import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.api.Verdict;

/**
 * Lowers the MSS option of SYN segments (RFC 9293, section 3.7.1) to a limit. It never raises it, and adds none: a peer
 * without the option is sent at most 536 bytes (IPv4) or 1,220 (IPv6) anyway.
 */
final class MssClamp implements Filter {
    private static final int OPTION_LENGTH = 4;
    private static final int VALUE = 2;

    private final int ipv4Mss;
    private final int ipv6Mss;
    private final Direction direction;
    private Counter clamped;

    /**
     * Makes a filter.
     *
     * @param direction of the packets it looks at, null for all
     */
    MssClamp(int ipv4Mss, int ipv6Mss, Direction direction) {
        this.ipv4Mss = ipv4Mss;
        this.ipv6Mss = ipv6Mss;
        this.direction = direction;
    }

    @Override
    public void onAttach(FilterContext context) {
        clamped = context.counter("clamped", "segments whose MSS was lowered");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        Tcp tcp = packet.tcp();
        if (tcp != null && tcp.has(Tcp.SYN) && (direction == null || packet.direction() == direction)) {
            clamp(packet, tcp);
        }
        return Verdict.PASS;
    }

    private void clamp(Packet packet, Tcp tcp) {
        int mss = packet.ipv4() != null ? ipv4Mss : ipv6Mss;
        int option = tcp.option(Tcp.MSS);
        boolean isWhole = option != Tcp.NONE && packet.u8(option + 1) == OPTION_LENGTH;
        if (isWhole && packet.u16(option + VALUE) > mss) {
            tcp.optionU16(option + VALUE, mss);
            clamped.increment();
        }
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
