package io.headgate.taps.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Verdict;
import io.headgate.engine.event.EventRing;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.Lane;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.LaneOutlets;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.memory.MemorySink;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotRing;
import io.headgate.engine.tap.TapStatus;
import io.headgate.engine.tap.TapTarget;
import io.headgate.engine.tap.Taps;
import io.headgate.engine.telemetry.TelemetryBoard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a lane in files, read by the layout that the pcapng draft gives (section 4). */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CaptureTapTest {
    private static final int ENHANCED_PACKET = 6;

    @TempDir
    private Path folder;

    private CaptureSettings settings(String file, long rotateBytes, int keep) {
        return new CaptureSettings("ids", folder.resolve(file), rotateBytes, Duration.ZERO, keep);
    }

    /** Copies every packet. */
    private static final class Copying implements Filter {
        private Mirror mirror;

        @Override
        public void onAttach(FilterContext context) {
            mirror = context.mirror("ids");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            mirror.copy(packet);
            return Verdict.PASS;
        }
    }

    /** An IPv4 packet of a protocol without ports, its number in its payload. */
    private static byte[] packet(int number, int length) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0).putShort((short) 0x40FD);
        packet.putShort(10, (short) 0)
                .putInt(12, 0x0A00_0001)
                .putInt(16, 0x0A00_0002)
                .putInt(20, number);
        return packet.array();
    }

    private static List<byte[]> packets(int count, int length) {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            packets.add(packet(i, length));
        }
        return packets;
    }

    /** Takes packets through a lane that copies them all, in small batches that the tap can follow. */
    private static TapStatus copy(CaptureSettings settings, List<byte[]> packets) {
        Taps taps = new Taps(List.of(new TapTarget("ids", TapTarget.MAX_SNAPLEN, new CaptureTap(settings))));
        LaneOptions options = LaneOptions.DEFAULTS.withOutlets(
                new LaneOutlets(taps.lane("edge"), EventRing.UNHEARD, new TelemetryBoard()));
        Chain chain =
                new Chain(List.of(new Chain.Step("copy", new Copying(), OnError.PASS, Set.of(Permission.MIRROR))));
        Lane lane = new Lane("edge", chain, options, LaneBell.unheard());
        SlotRing ring = lane.newRing(16);
        MemorySource source = new MemorySource(ring, packets, packets.size(), OnFull.BACKPRESSURE);
        lane.addInput(ring, source, new MemorySink(ring));
        lane.start();
        taps.start();
        for (int received = source.receive(); received != 0; received = source.receive()) {
            lane.doWork();
            LockSupport.parkNanos(1_000);
        }
        lane.stop();
        taps.stop(20_000);
        assertThat(lane.ledger().reinjected()).isEqualTo(packets.size());
        TapStatus status = taps.status().get(0);
        assertThat(status.copied() + status.lost()).isEqualTo(packets.size());
        assertThat(status.sink().packets() + status.sink().failed()).isEqualTo(status.copied());
        return status;
    }

    /** The packets of a file, every block of which must be whole. */
    private static List<ByteBuffer> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<ByteBuffer> packets = new ArrayList<>();
        int at = 0;
        while (at < bytes.limit()) {
            int length = bytes.getInt(at + 4);
            assertThat(bytes.getInt(at + length - 4)).isEqualTo(length);
            if (bytes.getInt(at) == ENHANCED_PACKET) {
                byte[] packet = new byte[bytes.getInt(at + 20)];
                bytes.get(at + 28, packet);
                packets.add(ByteBuffer.wrap(packet));
            }
            at += length;
        }
        assertThat(at).isEqualTo(bytes.limit());
        return packets;
    }

    private static List<ByteBuffer> wrapped(List<byte[]> packets) {
        return packets.stream().map(ByteBuffer::wrap).toList();
    }

    @Test
    void shouldWriteWhatWasCopied() throws IOException {
        List<byte[]> packets = packets(1_000, 200);

        TapStatus status = copy(settings("x.pcapng", 1 << 30, 3), packets);

        assertThat(status.lost()).isZero();
        assertThat(status.sink().bytes()).isEqualTo(200_000);
        assertThat(read(folder.resolve("x.pcapng"))).isEqualTo(wrapped(packets));
    }

    @Test
    void shouldBeginAnotherFileAndKeepTheNewest() throws IOException {
        List<byte[]> packets = packets(6_000, 1_000);

        copy(settings("x.pcapng", 1 << 20, 3), packets);

        List<ByteBuffer> kept = new ArrayList<>();
        for (String file : List.of("x.2.pcapng", "x.1.pcapng", "x.pcapng")) {
            assertThat(Files.size(folder.resolve(file))).isLessThanOrEqualTo(1 << 20);
            kept.addAll(read(folder.resolve(file)));
        }
        assertThat(folder.resolve("x.3.pcapng")).doesNotExist();
        assertThat(kept).hasSizeBetween(2_000, 3_200);
        assertThat(kept).isEqualTo(wrapped(packets.subList(packets.size() - kept.size(), packets.size())));
    }

    @Test
    void shouldKeepTheFileOfTheRunBefore() throws IOException {
        copy(settings("x.pcapng", 1 << 30, 2), packets(3, 100));
        copy(settings("x.pcapng", 1 << 30, 2), packets(5, 100));

        assertThat(read(folder.resolve("x.1.pcapng"))).hasSize(3);
        assertThat(read(folder.resolve("x.pcapng"))).hasSize(5);
    }

    @Test
    void shouldLeaveItsFilesAloneWhenAnotherCannotBeBegun() throws IOException {
        copy(settings("x.pcapng", 1 << 30, 2), packets(3, 100));
        copy(settings("x.pcapng", 1 << 30, 2), packets(5, 100));
        // Where the next file is begun there is something that cannot be overwritten.
        Files.createDirectories(folder.resolve(".x.pcapng.new/full"));

        TapStatus status = copy(settings("x.pcapng", 1 << 30, 2), packets(7, 100));

        assertThat(status.sink().failed()).isEqualTo(7);
        assertThat(read(folder.resolve("x.1.pcapng"))).hasSize(3);
        assertThat(read(folder.resolve("x.pcapng"))).hasSize(5);
    }

    @Test
    void shouldLeaveNothingButItsFiles() throws IOException {
        copy(settings("x.pcapng", 1 << 20, 3), packets(6_000, 1_000));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void shouldCountWhatItCannotWrite() {
        TapStatus status = copy(settings("missing/x.pcapng", 1 << 30, 2), packets(100, 100));

        assertThat(status.sink().packets()).isZero();
        assertThat(status.sink().failed()).isEqualTo(100);
        assertThat(status.sink().failure())
                .isEqualTo(folder.resolve("missing/x.pcapng") + ": there is no folder " + folder.resolve("missing")
                        + "; create it");
    }
}
