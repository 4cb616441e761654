package io.headgate.bench.replay;

import io.headgate.engine.packet.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * A classic pcap file of Ethernet frames, the same at every run: IPv4, three of five TCP, the others UDP, 0 to 120 bytes
 * of payload (frames of 42 to 174 bytes, 109 on average), from 192.168.0.0/16 to 10.0.0.0/12, a million flows and more;
 * right checksums; a microsecond apart.
 */
final class Traffic {
    static final int NETWORK = 0x0A00_0000;
    static final int NETWORK_MASK = 0xFF00_0000;

    /** Most bytes a frame takes in the file. */
    static final int MAX_RECORD = 16 + 14 + 20 + 20 + 120;

    private static final long SEED = 7;
    private static final int BUFFER = 1 << 20;
    private static final int ETHERNET = 14;
    private static final int IP = 20;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int BEGIN_S = 1_700_000_000;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer nativeOut = out.duplicate().order(ByteOrder.nativeOrder());

    private Traffic() {}

    static void write(Path file, long packets) throws IOException {
        new Traffic().writeTo(file, packets);
    }

    private void writeTo(Path file, long packets) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.order(ByteOrder.LITTLE_ENDIAN);
            out.putInt(0xA1B2_C3D4)
                    .putInt(2 | 4 << 16)
                    .putLong(0)
                    .putInt(65_535)
                    .putInt(1);
            for (long i = 0; i < packets; i++) {
                if (out.remaining() < MAX_RECORD + Long.BYTES) {
                    drain(channel);
                }
                put(i);
            }
            drain(channel);
        }
    }

    private void drain(FileChannel channel) throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    private void put(long index) {
        boolean isTcp = random.nextInt(5) < 3;
        int payload = random.nextInt(121);
        int transport = (isTcp ? 20 : 8) + payload;
        int length = ETHERNET + IP + transport;
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putInt((int) (BEGIN_S + index / 1_000_000)).putInt((int) (index % 1_000_000));
        out.putInt(length).putInt(length);
        out.order(ByteOrder.BIG_ENDIAN);
        out.putLong(0x0200_0000_0002_0200L).putInt(0x0000_0001).putShort((short) 0x0800);
        int ip = out.position();
        out.putInt(0x4500_0000 | (IP + transport)).putInt((int) index << 16 | 0x4000);
        out.put((byte) 64).put((byte) (isTcp ? TCP : UDP)).putShort((short) 0);
        out.putInt(0xC0A8_0000 | random.nextInt(1 << 16)).putInt(NETWORK | random.nextInt(1 << 20));
        out.putShort(ip + 10, (short) ~Checksum.sum(nativeOut, ip, IP));
        putTransport(isTcp, ip, transport);
    }

    private void putTransport(boolean isTcp, int ip, int length) {
        int at = out.position();
        out.putShort((short) (1_024 + random.nextInt(64_000))).putShort((short) (isTcp ? 443 : 53));
        if (isTcp) {
            out.putInt(random.nextInt())
                    .putInt(random.nextInt())
                    .putInt(0x5010_FFFF)
                    .putInt(0);
        } else {
            out.putShort((short) length).putShort((short) 0);
        }
        while (out.position() < at + length) {
            out.put((byte) random.nextInt());
        }
        int pseudo = (isTcp ? TCP : UDP) + length;
        int sum = Checksum.sum(nativeOut, ip + 12, 8) + Checksum.sum(nativeOut, at, length) + pseudo;
        int checksum = ~Checksum.fold(sum) & 0xFFFF;
        out.putShort(at + (isTcp ? 16 : 6), (short) (checksum == 0 ? 0xFFFF : checksum));
    }
}
