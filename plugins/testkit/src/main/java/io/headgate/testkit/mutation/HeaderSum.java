package io.headgate.testkit.mutation;

import io.headgate.testkit.packet.Sums;

/** The checksum of an IPv4 header that says anything. */
final class HeaderSum {
    private HeaderSum() {}

    /** Makes it right, if the header is whole. */
    static void repair(byte[] packet) {
        int header = packet.length < 20 ? 0 : (packet[0] & 0x0F) * 4;
        if (header < 20 || header > packet.length || packet[0] >>> 4 != 4) {
            return;
        }
        packet[10] = 0;
        packet[11] = 0;
        int sum = Sums.checksum(Sums.sum(packet, 0, header));
        packet[10] = (byte) (sum >> 8);
        packet[11] = (byte) sum;
    }
}
