package io.headgate.engine.packet;

import io.headgate.api.Icmp;
import io.headgate.api.Icmpv6;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Quoted;

/**
 * The packet that an ICMP error in a {@link SlotPacket} quotes. Each write goes through the error's own sum; the sums in
 * the quoted headers are brought up to date at once, by difference, so that wrong ones stay wrong.
 */
final class QuotedView implements Quoted {
    private static final int NONE = Layout.NONE;
    private static final int MIN_IPV4_HEADER = 20;
    private static final int PORTS = 4;

    private final PacketBytes bytes;
    private final Layout layout;
    private final ExtensionHeaders extensions;

    /** Offset of the quoted IP header. */
    private int ip;

    private boolean isIpv6;
    private int protocol;

    /** Offset of the quoted transport header, NONE if nothing of it is quoted. */
    private int transport;

    QuotedView(PacketBytes bytes, Layout layout, ExtensionHeaders extensions) {
        this.bytes = bytes;
        this.layout = layout;
        this.extensions = extensions;
    }

    /** Points at what the packet quotes; returns whether it quotes anything. */
    boolean decode() {
        ip = layout.payloadOffset();
        int held = layout.end() - ip;
        if (layout.isIpv6()) {
            return isErrorOf(Ipv6.ICMPV6) && held >= Ipv6View.HEADER && bytes.get8(ip) >>> 4 == 6 && decodeIpv6();
        }
        return isErrorOf(Ipv4.ICMP) && held >= MIN_IPV4_HEADER && bytes.get8(ip) >>> 4 == 4 && decodeIpv4(held);
    }

    private boolean isErrorOf(int icmp) {
        if (!layout.hasTransport(icmp)) {
            return false;
        }
        int type = bytes.get8(layout.transportOffset());
        if (icmp == Ipv6.ICMPV6) {
            return type >= Icmpv6.UNREACHABLE && type <= Icmpv6.PARAMETER_PROBLEM;
        }
        return switch (type) {
            case Icmp.UNREACHABLE, Icmp.SOURCE_QUENCH, Icmp.REDIRECT, Icmp.TIME_EXCEEDED, Icmp.PARAMETER_PROBLEM ->
                true;
            default -> false;
        };
    }

    private boolean decodeIpv4(int held) {
        int header = (bytes.get8(ip) & 0xF) << 2;
        if (header < MIN_IPV4_HEADER || header > held) {
            return false;
        }
        isIpv6 = false;
        protocol = bytes.get8(ip + Ipv4View.PROTOCOL);
        boolean isLater = (bytes.get16(ip + Ipv4View.FRAGMENT) & Ipv4View.OFFSET_MASK) != 0;
        transport = isLater ? NONE : ip + header;
        return true;
    }

    private boolean decodeIpv6() {
        isIpv6 = true;
        extensions.decode(layout.base(), ip, layout.end());
        protocol = extensions.protocol();
        transport = protocol == NONE || isLaterFragment() ? NONE : extensions.end();
        return true;
    }

    private boolean isLaterFragment() {
        int at = extensions.fragmentAt();
        return at != NONE && (bytes.get16(at + ExtensionHeaders.FRAGMENT_FIELD) & 0xFFF8) != 0;
    }

    @Override
    public boolean isIpv6() {
        return isIpv6;
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public int source() {
        return bytes.get32(require(false) + Ipv4View.SOURCE);
    }

    @Override
    public void source(int address) {
        putIpv4Address(require(false) + Ipv4View.SOURCE, address);
    }

    @Override
    public int destination() {
        return bytes.get32(require(false) + Ipv4View.DESTINATION);
    }

    @Override
    public void destination(int address) {
        putIpv4Address(require(false) + Ipv4View.DESTINATION, address);
    }

    @Override
    public long sourceHigh() {
        return bytes.get64(require(true) + Ipv6View.SOURCE);
    }

    @Override
    public long sourceLow() {
        return bytes.get64(require(true) + Ipv6View.SOURCE + Long.BYTES);
    }

    @Override
    public void source(long high, long low) {
        putIpv6Address(require(true) + Ipv6View.SOURCE, high, low, true);
    }

    @Override
    public long destinationHigh() {
        return bytes.get64(require(true) + Ipv6View.DESTINATION);
    }

    @Override
    public long destinationLow() {
        return bytes.get64(require(true) + Ipv6View.DESTINATION + Long.BYTES);
    }

    @Override
    public void destination(long high, long low) {
        putIpv6Address(require(true) + Ipv6View.DESTINATION, high, low, !extensions.isRouted());
    }

    @Override
    public boolean hasPorts() {
        boolean isKnown = protocol == Ipv4.TCP || protocol == Ipv4.UDP;
        return isKnown && transport != NONE && transport + PORTS <= layout.end();
    }

    @Override
    public int sourcePort() {
        return bytes.get16(requirePorts());
    }

    @Override
    public void sourcePort(int port) {
        putPort(requirePorts(), PacketBytes.checkField("source port", port, 0xFFFF));
    }

    @Override
    public int destinationPort() {
        return bytes.get16(requirePorts() + 2);
    }

    @Override
    public void destinationPort(int port) {
        putPort(requirePorts() + 2, PacketBytes.checkField("destination port", port, 0xFFFF));
    }

    private int require(boolean ipv6) {
        if (ipv6 != isIpv6) {
            throw new IllegalStateException("the quoted packet is " + (isIpv6 ? "IPv6" : "IPv4"));
        }
        return ip;
    }

    private int requirePorts() {
        if (!hasPorts()) {
            throw new IllegalStateException("no ports are quoted");
        }
        return transport;
    }

    private void putPort(int offset, int port) {
        adjustTransport(bytes.get16(offset), port);
        bytes.put16(offset, port);
    }

    private void putIpv4Address(int offset, int address) {
        putAddress16(offset, address >>> 16);
        putAddress16(offset + 2, address & 0xFFFF);
    }

    private void putAddress16(int offset, int value) {
        int old = bytes.get16(offset);
        adjust(ip + Ipv4View.CHECKSUM, old, value);
        adjustTransport(old, value);
        bytes.put16(offset, value);
    }

    private void putIpv6Address(int offset, long high, long low, boolean isSummed) {
        for (int i = 0; i < 8; i++) {
            long half = i < 4 ? high : low;
            int value = (int) (half >>> (48 - 16 * (i & 3))) & 0xFFFF;
            if (isSummed) {
                adjustTransport(bytes.get16(offset + 2 * i), value);
            }
            bytes.put16(offset + 2 * i, value);
        }
    }

    /** The sum in the quoted transport header, where it covers addresses and ports and is quoted. */
    private void adjustTransport(int old, int value) {
        int at = transport == NONE ? NONE : checksumAt();
        if (at == NONE || at + 2 > layout.end()) {
            return;
        }
        boolean isUdp = protocol == Ipv4.UDP;
        if (isUdp && bytes.get16(at) == 0) {
            return; // The sender sent no checksum.
        }
        adjust(at, old, value);
        if (isUdp && bytes.get16(at) == 0) {
            bytes.put16(at, 0xFFFF);
        }
    }

    private int checksumAt() {
        return switch (protocol) {
            case Ipv4.TCP -> transport + TcpView.CHECKSUM;
            case Ipv4.UDP -> transport + UdpView.CHECKSUM;
            case Ipv6.ICMPV6 -> isIpv6 ? transport + IcmpView.CHECKSUM : NONE;
            default -> NONE;
        };
    }

    private void adjust(int checksumAt, int old, int value) {
        if (old != value) {
            int delta = (~old & 0xFFFF) + value;
            bytes.put16(checksumAt, Checksum.update(bytes.get16(checksumAt), delta));
        }
    }
}
