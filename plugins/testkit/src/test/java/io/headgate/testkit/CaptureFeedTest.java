package io.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.testkit.packet.Packets;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFeedTest {
    private static final int SECOND = 1_300_000_000;
    private static final byte[] PACKET =
            Packets.udp("10.0.0.1:1 > 10.0.0.2:2").payload("hi").build();

    @TempDir
    private Path directory;

    /** A classic pcap file of Ethernet frames; each half a second after the one before. */
    private Path capture(byte[]... frames) throws Exception {
        ByteBuffer file = ByteBuffer.allocate(1_000).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xA1B2_C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(1);
        for (int i = 0; i < frames.length; i++) {
            file.putInt(SECOND + i / 2).putInt(i % 2 * 500_000);
            file.putInt(frames[i].length).putInt(frames[i].length + 10).put(frames[i]);
        }
        return Files.write(directory.resolve("in.pcap"), Arrays.copyOf(file.array(), file.position()));
    }

    private static byte[] frame(int etherType, byte[] packet) {
        return ByteBuffer.allocate(14 + packet.length)
                .putShort(12, (short) etherType)
                .put(14, packet)
                .array();
    }

    @Test
    void shouldBringThePacketsOfACaptureAtTheirTimes() throws Exception {
        List<Long> times = new ArrayList<>();
        List<Long> ticks = new ArrayList<>();
        FilterHarness harness = FilterHarness.of("timing", new Filter() {
            @Override
            public Verdict onPacket(Packet packet) {
                times.add(packet.timestampNs() - SECOND * 1_000_000_000L);
                packet.ipv4().ttl(9);
                return Verdict.PASS;
            }

            @Override
            public void onTick(long nowNs) {
                ticks.add(nowNs - SECOND * 1_000_000_000L);
            }

            @Override
            public boolean needsTicks() {
                return true;
            }
        });

        Result result =
                harness.feed(capture(frame(0x0800, PACKET), frame(0x0806, new byte[28]), frame(0x0800, PACKET)));

        assertThat(times).containsExactly(0L, 1_000_000_000L);
        assertThat(ticks).hasSizeBetween(10, 11).endsWith(900_000_000L, 1_000_000_000L);
        assertThat(result.packet(0).ttl()).as("may leave cut").isEqualTo(9);
        assertThat(result.packet(1).bytes()).as("no IP: as it is").isEqualTo(frame(0x0806, new byte[28]));
        assertThat(result.ledger().bypassed()).isEqualTo(1);
    }

    @Test
    void shouldSayWhereACaptureIsDamaged() throws Exception {
        Path damaged = Files.write(directory.resolve("no.pcap"), new byte[] {1, 2, 3, 4});

        assertThatThrownBy(
                        () -> FilterHarness.of("pass", packet -> Verdict.PASS).feed(damaged))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no.pcap")
                .hasMessageContaining("not a capture");
    }
}
