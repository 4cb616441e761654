package io.headgate.bench.replay;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.pcap.CaptureReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;

/** Whether both rewrote every packet alike, and as they should. */
final class Comparison {
    private static final int IP = 14;
    private static final int TTL = IP + 8;
    private static final int DESTINATION = IP + 16;

    private static final int PROTOCOL = IP + 9;
    private static final int UDP = 17;
    private static final int UDP_CHECKSUM = IP + 20 + 6;
    private static final int UDP_PAYLOAD = IP + 20 + 8;

    private final int ttl;
    private final int network;

    /**
     * Makes a comparison.
     *
     * @param ttl that every packet should have
     * @param network that every destination should be in, with {@link Traffic#NETWORK_MASK}
     */
    Comparison(int ttl, int network) {
        this.ttl = ttl;
        this.network = network;
    }

    /**
     * Reads all three captures to their ends.
     *
     * @return packets compared
     * @throws CliException at the first packet that differs
     */
    long run(Path in, Path ours, Path theirs) {
        try (CaptureReader before = CaptureReader.open(in);
                CaptureReader our = CaptureReader.open(ours);
                CaptureReader their = CaptureReader.open(theirs)) {
            long packets = 0;
            while (before.next()) {
                if (!our.next() || !their.next()) {
                    throw CliException.failed("only " + packets + " packets came through");
                }
                check(packets, before, our, their);
                packets++;
            }
            if (our.next() || their.next()) {
                throw CliException.failed("more packets came out than went in");
            }
            return packets;
        } catch (IOException failed) {
            throw CliException.failed("cannot compare: " + failed.getMessage(), failed);
        }
    }

    private void check(long index, CaptureReader before, CaptureReader our, CaptureReader their) {
        ByteBuffer mine = frame(our);
        boolean isRight = isAlike(mine, frame(their))
                && our.timestampNs() == before.timestampNs()
                && mine.remaining() == before.capturedLength()
                && (mine.get(TTL) & 0xFF) == ttl
                && mine.getInt(DESTINATION) == moved(frame(before).getInt(DESTINATION));
        if (!isRight) {
            throw CliException.failed(
                    "packet " + index + " is not what it should be, or not what tcprewrite made of it;" + " before "
                            + hex(before) + ", here " + hex(our) + ", there " + hex(their));
        }
    }

    /**
     * Equal bytes are right sums: tcprewrite sums up in its own way. But it writes a UDP sum that comes to zero as zero,
     * which says that there is none (RFC 768); ours is then 0xFFFF.
     */
    private static boolean isAlike(ByteBuffer ours, ByteBuffer theirs) {
        boolean isUdp = ours.get(PROTOCOL) == UDP;
        if (isUdp && theirs.getShort(UDP_CHECKSUM) == 0 && ours.getShort(UDP_CHECKSUM) == (short) 0xFFFF) {
            return ours.slice(0, UDP_CHECKSUM).equals(theirs.slice(0, UDP_CHECKSUM))
                    && ours.slice(UDP_PAYLOAD, ours.limit() - UDP_PAYLOAD)
                            .equals(theirs.slice(UDP_PAYLOAD, theirs.limit() - UDP_PAYLOAD));
        }
        return ours.equals(theirs);
    }

    private static String hex(CaptureReader capture) {
        byte[] bytes = new byte[capture.capturedLength()];
        frame(capture).get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private int moved(int destination) {
        return network | (destination & ~Traffic.NETWORK_MASK);
    }

    private static ByteBuffer frame(CaptureReader capture) {
        return capture.bytes().slice(capture.frameAt(), capture.capturedLength());
    }
}
