package io.headgate.net.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.lane.Threading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures through a lane and back into a file. */
class CaptureReplayTest {
    private static final int TTL = 33;
    private static final byte[] ARP = arp();
    private static final int OWN_PAYLOAD = 5;

    @TempDir
    private Path folder;

    /** What the capture says of one frame. */
    record Frame(int linkType, String name, long timestampNs, int original, List<Byte> bytes) {}

    private static Verdict setTtl(Packet packet) {
        if (packet.ipv4() != null) {
            packet.ipv4().ttl(TTL);
        } else {
            packet.ipv6().hopLimit(TTL);
        }
        return Verdict.PASS;
    }

    private static Verdict pass(Packet packet) {
        return Verdict.PASS;
    }

    /** What {@link Echoing} sends, with the checksum that the lane fills in. */
    private static byte[] own(byte[] header) {
        ByteBuffer frame = ByteBuffer.wrap(udp(header, OWN_PAYLOAD, 0));
        int ip = header.length;
        int sum = 17 + 8 + OWN_PAYLOAD;
        for (int i = 12; i < 28 + OWN_PAYLOAD; i += 2) {
            int high = (frame.get(ip + i) & 0xFF) << 8;
            sum += high + (i + 1 < 28 + OWN_PAYLOAD ? frame.get(ip + i + 1) & 0xFF : 0);
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return frame.putShort(ip + 26, (short) ~((sum & 0xFFFF) + (sum >>> 16))).array();
    }

    private static byte[] arp() {
        byte[] frame = new byte[60];
        Arrays.fill(frame, (byte) 0x45);
        frame[12] = 8;
        frame[13] = 6;
        return frame;
    }

    /** A UDP datagram without checksum behind {@code header}, and {@code padding} bytes of a trailer. */
    private static byte[] udp(byte[] header, int payload, int padding) {
        ByteBuffer frame = ByteBuffer.allocate(header.length + 28 + payload + padding);
        frame.put(header)
                .putInt(0x4500_0000 | (28 + payload))
                .putInt(0x0001_4000)
                .putInt(0x4011_0000);
        frame.putInt(0xC000_0201).putInt(0xC633_6402).putShort((short) 1).putShort((short) 2);
        frame.putShort((short) (8 + payload)).putShort((short) 0);
        int ip = header.length;
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += frame.getShort(ip + i) & 0xFFFF;
        }
        frame.putShort(ip + 10, (short) ~((sum & 0xFFFF) + (sum >>> 16)));
        while (frame.hasRemaining()) {
            frame.put((byte) 0xEE);
        }
        return frame.array();
    }

    private static byte[] ethernet(int payload, int padding) {
        return udp(ByteBuffer.allocate(14).putShort(12, (short) 0x0800).array(), payload, padding);
    }

    /** The same with another TTL: the sum changes by as much the other way, since it does not wrap here. */
    private static byte[] rewritten(byte[] frame, int header) {
        ByteBuffer changed =
                ByteBuffer.wrap(frame.clone()).put(header + 8, (byte) TTL).putShort(header + 10, (short) 0);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += changed.getShort(header + i) & 0xFFFF;
        }
        return changed.putShort(header + 10, (short) ~((sum & 0xFFFF) + (sum >>> 16)))
                .array();
    }

    private static List<Frame> read(Path file) throws IOException {
        List<Frame> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                byte[] bytes = new byte[reader.capturedLength()];
                reader.bytes().get(reader.frameAt(), bytes);
                CaptureInterface from = reader.interfaces().get(reader.interfaceIndex());
                frames.add(new Frame(
                        from.linkType(), from.name(), reader.timestampNs(), reader.originalLength(), list(bytes)));
            }
        }
        return frames;
    }

    private static List<Byte> list(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte one : bytes) {
            list.add(one);
        }
        return list;
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldRewriteIpAndLeaveTheRestAsItIs(Threading threading) throws Exception {
        byte[] padded = ethernet(3, 15);
        byte[] raw = udp(new byte[0], 5, 0);
        byte[] sll = udp(ByteBuffer.allocate(16).putShort(14, (short) 0x0800).array(), 1, 0);
        byte[] loop = udp(new byte[] {2, 0, 0, 0}, 1_000, 0);
        byte[] wifi = {8, 1, 2, 3, 4};
        byte[] capture = CaptureBuilder.pcapng(ByteOrder.LITTLE_ENDIAN)
                .device(1, 0, "eth0", 9, 0)
                .device(101, 0, null, -1, 0)
                .device(113, 0, "any", -1, 0)
                .device(0, 0, "lo0", -1, 0)
                .device(105, 0, "wlan0", -1, 0)
                .enhanced(0, 1_700_000_000_123_456_789L, padded, padded.length)
                .enhanced(0, 7, ARP, 60)
                .enhanced(1, 8, raw, raw.length)
                .enhanced(2, 9, sll, sll.length)
                .enhanced(3, 10, loop, loop.length)
                .enhanced(4, 11, wifi, 77)
                .build();
        Path out = folder.resolve("out.pcapng");

        ReplayRig.Result result =
                ReplayRig.run(capture, out, CaptureReplayTest::setTtl, threading, CaptureSource.Timing.FAST);

        assertThat(read(out))
                .containsExactly(
                        new Frame(1, "eth0", 1_700_000_000_123_456_789L, padded.length, list(rewritten(padded, 14))),
                        new Frame(1, "eth0", 7, 60, list(ARP)),
                        new Frame(101, "", 8_000, raw.length, list(rewritten(raw, 0))),
                        new Frame(113, "any", 9_000, sll.length, list(rewritten(sll, 16))),
                        new Frame(0, "lo0", 10_000, loop.length, list(rewritten(loop, 4))),
                        new Frame(105, "wlan0", 11_000, 77, list(wifi)));
        assertThat(result.ledger().received()).isEqualTo(6);
        assertThat(result.ledger().changed()).isEqualTo(4);
        assertThat(result.ledger().bypassed()).isEqualTo(2);
        assertThat(result.failure()).isNull();
        assertThat(result.damage()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0xA1B2_C3D4, 0xA1B2_3C4D})
    void shouldCopyAClassicCaptureByteForByte(int magic) throws Exception {
        Random random = new Random(5);
        CaptureBuilder capture = CaptureBuilder.pcap(ByteOrder.LITTLE_ENDIAN, magic, 1);
        for (int i = 0; i < 3_000; i++) {
            byte[] frame = ethernet(random.nextInt(300), random.nextInt(9));
            capture.packet(i, random.nextInt(1_000_000), frame, frame.length + random.nextInt(2) * 1_000);
            capture.packet(i, 1, new byte[random.nextInt(30)], 4_000);
        }
        Path out = folder.resolve("out.pcap");

        ReplayRig.Result result = ReplayRig.run(capture.build(), out, CaptureReplayTest::pass);

        assertThat(Files.readAllBytes(out)).isEqualTo(capture.build());
        assertThat(result.written()).isEqualTo(6_000);
    }

    @Test
    void shouldRewritePacketsThatWereCut() throws Exception {
        byte[] whole = ethernet(100, 0);
        byte[] kept = Arrays.copyOf(whole, 60);
        byte[] capture = CaptureBuilder.pcap(ByteOrder.BIG_ENDIAN, 0xA1B2_C3D4, 1)
                .packet(1, 0, kept, whole.length)
                .build();
        Path out = folder.resolve("out.pcap");

        ReplayRig.run(capture, out, CaptureReplayTest::setTtl);

        assertThat(read(out))
                .containsExactly(new Frame(1, "", 1_000_000_000L, whole.length, list(rewritten(kept, 14))));
    }

    @Test
    void shouldLeaveOutWhatIsDropped() throws Exception {
        byte[] drop = ethernet(1, 0);
        byte[] keep = ethernet(2, 0);
        byte[] capture = CaptureBuilder.pcap(ByteOrder.BIG_ENDIAN, 0xA1B2_C3D4, 1)
                .packet(1, 0, drop, drop.length)
                .packet(2, 0, keep, keep.length)
                .build();
        Path out = folder.resolve("out.pcap");
        Filter failing = packet -> {
            if (packet.payloadLength() == 1) {
                throw new IllegalStateException("one byte");
            }
            return Verdict.PASS;
        };

        ReplayRig.Result result = ReplayRig.run(capture, out, failing);

        assertThat(read(out)).extracting(Frame::timestampNs).containsExactly(2_000_000_000L);
        assertThat(result.ledger().droppedTotal()).isEqualTo(1);
    }

    @Test
    void shouldWriteWhatWasReadableOfADamagedCapture() throws Exception {
        byte[] frame = ethernet(9, 0);
        byte[] capture = CaptureBuilder.pcapng(ByteOrder.BIG_ENDIAN)
                .device(1, 0, null, -1, 0)
                .enhanced(0, 1, frame, frame.length)
                .enhanced(0, 2, frame, frame.length)
                .build();
        Path out = folder.resolve("out.pcapng");

        ReplayRig.Result result =
                ReplayRig.run(Arrays.copyOf(capture, capture.length - 3), out, CaptureReplayTest::pass);

        assertThat(read(out)).extracting(Frame::timestampNs).containsExactly(1_000L);
        assertThat(result.damage()).hasMessageContaining("the file ends within a block of");
    }

    @Test
    void shouldReportAFrameThatNoSlotHolds() throws Exception {
        byte[] frame = ethernet(9, 0);
        byte[] capture = CaptureBuilder.pcap(ByteOrder.BIG_ENDIAN, 0xA1B2_C3D4, 1)
                .packet(1, 0, frame, frame.length)
                .packet(2, 0, new byte[70_000], 70_000)
                .build();
        Path out = folder.resolve("out.pcap");

        ReplayRig.Result result = ReplayRig.run(capture, out, CaptureReplayTest::pass);

        assertThat(read(out)).hasSize(1);
        assertThat(result.damage())
                .hasMessage("test.cap: byte " + (24 + 16 + frame.length)
                        + ": a frame of 70000 bytes; a slot holds at most 66496");
    }

    @Test
    void shouldWriteAValidFileOfNoPackets() throws Exception {
        Path pcap = folder.resolve("none.pcap");
        Path pcapng = folder.resolve("none.pcapng");
        byte[] none =
                CaptureBuilder.pcap(ByteOrder.BIG_ENDIAN, 0xA1B2_C3D4, 113).build();

        ReplayRig.run(none, pcap, CaptureReplayTest::pass);
        ReplayRig.run(none, pcapng, CaptureReplayTest::pass);

        for (Path file : List.of(pcap, pcapng)) {
            try (CaptureReader reader = CaptureReader.open(file)) {
                assertThat(reader.next()).isFalse();
                assertThat(reader.interfaces())
                        .extracting(CaptureInterface::linkType)
                        .containsExactly(113);
            }
        }
    }

    @Test
    void shouldRefuseTwoLinkTypesInOneClassicFile() throws Exception {
        byte[] frame = ethernet(9, 0);
        byte[] capture = CaptureBuilder.pcapng(ByteOrder.BIG_ENDIAN)
                .device(1, 0, null, -1, 0)
                .enhanced(0, 1, frame, frame.length)
                .device(101, 0, null, -1, 0)
                .enhanced(1, 2, frame, frame.length)
                .build();
        Path out = folder.resolve("out.pcap");

        ReplayRig.Result result = ReplayRig.run(capture, out, CaptureReplayTest::pass);

        assertThat(read(out)).hasSize(1);
        assertThat(result.failure())
                .startsWith(out + ": frames of link types 1 and 101 cannot go into one .pcap file; name it .pcapng");
        assertThat(result.ledger().errors()).containsEntry(22, 1L);
    }

    /** Sends a packet of its own for each one. */
    private static final class Echoing implements Filter {
        private final ByteBuffer own = ByteBuffer.wrap(udp(new byte[0], OWN_PAYLOAD, 0));
        private FilterContext context;

        @Override
        public void onAttach(FilterContext lane) {
            context = lane;
        }

        @Override
        public Verdict onPacket(Packet packet) {
            assertThat(context.inject(own)).isTrue();
            return Verdict.PASS;
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                LinkType.ETHERNET,
                LinkType.LINUX_SLL,
                LinkType.LINUX_SLL2,
                LinkType.NULL,
                LinkType.LOOP,
                LinkType.RAW
            })
    void shouldWritePacketsOfItsOwnBehindALinkHeader(int linkType) throws Exception {
        byte[] header = LinkType.header(linkType, false, 4);
        byte[] frame = udp(header, 9, 0);
        byte[] capture = CaptureBuilder.pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2_C3D4, linkType)
                .packet(1, 0, frame, frame.length)
                .build();
        Path out = folder.resolve("out.pcap");

        ReplayRig.Result result = ReplayRig.run(capture, out, new Echoing());

        assertThat(result.ledger().injected().sent()).isEqualTo(1);
        assertThat(read(out))
                .extracting(Frame::linkType, Frame::bytes)
                .containsExactlyInAnyOrder(tuple(linkType, list(frame)), tuple(linkType, list(own(header))));
        try (CaptureReader reader = CaptureReader.open(out)) {
            while (reader.next()) {
                assertThat(reader.ipOffset()).as("found again").isEqualTo(header.length);
            }
        }
    }

    @Test
    void shouldWritePacketsOfItsOwnAsFromAnotherInterface() throws Exception {
        byte[] frame = ethernet(9, 0);
        byte[] raw = udp(new byte[0], 7, 0);
        byte[] capture = CaptureBuilder.pcapng(ByteOrder.BIG_ENDIAN)
                .device(1, 0, "eth0", -1, 0)
                .enhanced(0, 1, frame, frame.length)
                .device(101, 0, "tun0", -1, 0)
                .enhanced(1, 2, raw, raw.length)
                .build();
        Path out = folder.resolve("out.pcapng");

        ReplayRig.Result result = ReplayRig.run(capture, out, new Echoing());

        assertThat(result.ledger().injected().sent()).isEqualTo(2);
        List<Byte> own = list(own(new byte[0]));
        assertThat(read(out))
                .extracting(Frame::name, Frame::linkType, Frame::bytes)
                .containsExactlyInAnyOrder(
                        tuple("eth0", 1, list(frame)),
                        tuple("injected", 101, own),
                        tuple("tun0", 101, list(raw)),
                        tuple("injected", 101, own));
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldKeepRecordedDistances(Threading threading) throws Exception {
        byte[] frame = ethernet(9, 0);
        byte[] capture = CaptureBuilder.pcap(ByteOrder.BIG_ENDIAN, 0xA1B2_C3D4, 1)
                .packet(100, 0, frame, frame.length)
                .packet(100, 200_000, frame, frame.length)
                .packet(5, 0, frame, frame.length)
                .packet(5, 100_000, frame, frame.length)
                .build();
        List<Long> leftNs = new ArrayList<>();
        Filter clock = packet -> {
            leftNs.add(System.nanoTime());
            return Verdict.PASS;
        };

        long startNs = System.nanoTime();
        ReplayRig.Result result =
                ReplayRig.run(capture, folder.resolve("out.pcap"), clock, threading, CaptureSource.Timing.RECORDED);

        // From the start, not from the first packet: that one may be late, the others wait no less for it.
        assertThat(leftNs.get(1) - startNs).isGreaterThanOrEqualTo(200_000_000L);
        assertThat(leftNs.get(3) - startNs).isGreaterThanOrEqualTo(300_000_000L);
        assertThat(result.elapsedNs()).as("backwards does not wait").isLessThan(90_000_000_000L);
        assertThat(result.written()).isEqualTo(4);
    }
}
