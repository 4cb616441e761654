package io.headgate.bench.lane;

import io.headgate.api.Ipv4;
import io.headgate.engine.packet.Checksum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The packets a lane is measured with: 4,096 of 64 bytes, of 1,024 flows, every other flow UDP or TCP, all checksums
 * right. The same ones on every machine and in every run.
 */
final class Corpus {
    static final int PACKETS = 4096;
    static final int FLOWS = 1024;
    static final int PACKET_BYTES = 64;

    private static final long SEED = 20_260_101;
    private static final int IP_HEADER = 20;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int IP_CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final int UDP_CHECKSUM = IP_HEADER + 6;
    private static final int TCP_CHECKSUM = IP_HEADER + 16;
    private static final int ORDINARY_TTL = 64;

    private Corpus() {}

    static List<byte[]> packets() {
        Random random = new Random(SEED);
        byte[][] flows = new byte[FLOWS][];
        for (int i = 0; i < FLOWS; i++) {
            flows[i] = flow(random, i % 2 == 0 ? Ipv4.UDP : Ipv4.TCP);
        }
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = flows[random.nextInt(FLOWS)].clone();
            for (int at = IP_HEADER + 20; at < PACKET_BYTES; at++) {
                packet[at] = (byte) random.nextInt();
            }
            seal(packet);
            packets.add(packet);
        }
        return packets;
    }

    /** The headers that all packets of a flow share. */
    private static byte[] flow(Random random, int protocol) {
        ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
        packet.putShort(0, (short) 0x4500).putShort(2, (short) PACKET_BYTES);
        packet.put(TTL, (byte) ORDINARY_TTL).put(PROTOCOL, (byte) protocol);
        packet.putInt(SOURCE, 0x0A00_0000 | random.nextInt(1 << 24));
        packet.putInt(DESTINATION, 0xC612_0000 | random.nextInt(1 << 16)); // 198.18.0.0/15 is for benchmarks, RFC 2544
        packet.putShort(IP_HEADER, (short) (1024 + random.nextInt(60_000)));
        packet.putShort(IP_HEADER + 2, (short) (random.nextBoolean() ? 443 : 53));
        if (protocol == Ipv4.UDP) {
            packet.putShort(IP_HEADER + 4, (short) (PACKET_BYTES - IP_HEADER));
        } else {
            packet.putInt(IP_HEADER + 4, random.nextInt()).putInt(IP_HEADER + 8, random.nextInt());
            packet.putShort(IP_HEADER + 12, (short) 0x5018).putShort(IP_HEADER + 14, (short) 0xFFFF); // PSH, ACK
        }
        return packet.array();
    }

    /** What a filter that sets time to live and destination must make of a packet: all sums computed anew. */
    static byte[] rewritten(byte[] original, int ttl, int destination) {
        byte[] packet = original.clone();
        ByteBuffer.wrap(packet).put(TTL, (byte) ttl).putInt(DESTINATION, destination);
        seal(packet);
        return packet;
    }

    private static void seal(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        ByteBuffer nativeBytes = ByteBuffer.wrap(packet).order(ByteOrder.nativeOrder());
        bytes.putShort(IP_CHECKSUM, (short) 0);
        bytes.putShort(IP_CHECKSUM, (short) ~Checksum.sum(nativeBytes, 0, IP_HEADER));

        int protocol = packet[PROTOCOL];
        int at = protocol == Ipv4.UDP ? UDP_CHECKSUM : TCP_CHECKSUM;
        int length = PACKET_BYTES - IP_HEADER;
        bytes.putShort(at, (short) 0);
        long sum = (long) Checksum.sum(nativeBytes, SOURCE, 8) + protocol + length;
        int checksum = ~Checksum.fold(sum + Checksum.sum(nativeBytes, IP_HEADER, length)) & 0xFFFF;
        bytes.putShort(at, (short) (checksum == 0 && protocol == Ipv4.UDP ? 0xFFFF : checksum));
    }

    /** What {@link ReadingSink} makes of one packet. */
    static long sum(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet).order(ByteOrder.nativeOrder());
        long sum = 0;
        for (int at = 0; at < packet.length; at += Long.BYTES) {
            sum += bytes.getLong(at);
        }
        return sum;
    }

    /** What {@link ReadingSink} must have read when {@code total} packets, taken in turn, went through. */
    static long sum(List<byte[]> packets, long total) {
        long rest = 0;
        long all = 0;
        for (int i = 0; i < packets.size(); i++) {
            long sum = sum(packets.get(i));
            all += sum;
            if (i < total % packets.size()) {
                rest += sum;
            }
        }
        return all * (total / packets.size()) + rest;
    }
}
