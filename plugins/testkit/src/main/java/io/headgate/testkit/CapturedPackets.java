package io.headgate.testkit;

import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.net.pcap.CaptureReader;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packets of a capture. */
public final class CapturedPackets {
    private CapturedPackets() {}

    /**
     * Reads a capture, pcap or pcapng.
     *
     * @throws UncheckedIOException if it cannot be read to its end, with file and place
     */
    public static List<Arrival> read(Path capture) {
        List<Arrival> packets = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(capture)) {
            while (reader.next()) {
                packets.add(packet(reader));
            }
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
        return packets;
    }

    private static Arrival packet(CaptureReader reader) {
        byte[] frame = new byte[reader.capturedLength()];
        reader.bytes().get(reader.frameAt(), frame);
        int header = reader.ipOffset();
        String interfaceName = reader.interfaces().get(reader.interfaceIndex()).name();
        Origin origin =
                new Origin(reader.timestampNs(), interfaceName, Direction.IN, 0, ChecksumState.UNVERIFIED, false);
        int ipOffset = header == CaptureReader.NO_IP ? Arrival.NO_IP : header;
        return Arrival.captured(frame, ipOffset, reader.originalLength(), origin);
    }
}
