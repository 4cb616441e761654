package io.headgate.testkit.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts packets (RFC 791, section 2.3; RFC 8200, section 4.5). */
final class Fragmenter {
    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT_HEADER = 8;
    private static final int FRAGMENT = 44;
    private static final int IDENTIFICATION = 0x0BAD_CAFE;

    private Fragmenter() {}

    static List<byte[]> cut(byte[] packet, int dataPerFragment) {
        if (dataPerFragment < 8 || dataPerFragment % 8 != 0) {
            throw new IllegalArgumentException("fragments hold a multiple of 8 bytes, not " + dataPerFragment);
        }
        boolean isIpv6 = packet[0] >>> 4 == 6;
        int header = isIpv6 ? IPV6_HEADER : (packet[0] & 0x0F) * 4;
        List<byte[]> pieces = new ArrayList<>();
        for (int at = header; at < packet.length; at += dataPerFragment) {
            byte[] data = Arrays.copyOfRange(packet, at, Math.min(at + dataPerFragment, packet.length));
            boolean moreFollow = at + dataPerFragment < packet.length;
            pieces.add(
                    isIpv6 ? ipv6(packet, at - header, moreFollow, data) : ipv4(packet, at - header, moreFollow, data));
        }
        return pieces;
    }

    private static byte[] ipv4(byte[] packet, int offset, boolean moreFollow, byte[] data) {
        int header = (packet[0] & 0x0F) * 4;
        ByteBuffer piece =
                ByteBuffer.allocate(header + data.length).put(packet, 0, header).put(data);
        piece.putShort(2, (short) piece.capacity());
        piece.putShort(6, (short) ((moreFollow ? 0x2000 : 0) | offset / 8));
        piece.putShort(10, (short) 0);
        piece.putShort(10, (short) Sums.checksum(Sums.sum(piece.array(), 0, header)));
        return piece.array();
    }

    private static byte[] ipv6(byte[] packet, int offset, boolean moreFollow, byte[] data) {
        ByteBuffer piece = ByteBuffer.allocate(IPV6_HEADER + FRAGMENT_HEADER + data.length);
        piece.put(packet, 0, IPV6_HEADER).put(packet[6]).put((byte) 0);
        piece.putShort((short) (offset | (moreFollow ? 1 : 0)))
                .putInt(IDENTIFICATION)
                .put(data);
        piece.putShort(4, (short) (FRAGMENT_HEADER + data.length)).put(6, (byte) FRAGMENT);
        return piece.array();
    }
}
