package io.headgate.net.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Captures of every kind, whole and damaged. */
class CaptureReaderTest {
    private static final byte[] FRAME = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
    private static final byte[] OTHER = {20, 21, 22, 23};
    private static final long SECOND = 1_000_000_000L;

    /** One frame as read. */
    record Read(int device, long timestampNs, List<Byte> bytes, int original) {}

    private static CaptureReader open(byte[] capture) throws IOException {
        return CaptureReader.open("test.cap", Channels.newChannel(new ByteArrayInputStream(capture)));
    }

    private static Read frame(CaptureReader reader) {
        byte[] bytes = new byte[reader.capturedLength()];
        reader.bytes().get(reader.frameAt(), bytes);
        return new Read(reader.interfaceIndex(), reader.timestampNs(), list(bytes), reader.originalLength());
    }

    private static List<Byte> list(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte one : bytes) {
            list.add(one);
        }
        return list;
    }

    private static List<Read> readAll(CaptureReader reader) throws IOException {
        List<Read> frames = new ArrayList<>();
        while (reader.next()) {
            frames.add(frame(reader));
        }
        return frames;
    }

    static Stream<ByteOrder> orders() {
        return Stream.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void shouldReadClassicCaptures(ByteOrder order) throws IOException {
        CaptureReader coarse = open(CaptureBuilder.pcap(order, 0xA1B2_C3D4, 1)
                .packet(1_700_000_000, 7, FRAME, 13)
                .packet(-1, 999_999, OTHER, 1_500)
                .build());
        CaptureReader fine = open(CaptureBuilder.pcap(order, 0xA1B2_3C4D, 101)
                .packet(3, 7, FRAME, 0)
                .build());

        assertThat(readAll(coarse))
                .containsExactly(
                        new Read(0, 1_700_000_000 * SECOND + 7_000, list(FRAME), 13),
                        new Read(0, 0xFFFF_FFFFL * SECOND + 999_999_000, list(OTHER), 1_500));
        assertThat(readAll(fine)).containsExactly(new Read(0, 3 * SECOND + 7, list(FRAME), 13));
        assertThat(coarse.interfaces())
                .containsExactly(new CaptureInterface(1, order == ByteOrder.BIG_ENDIAN, 65_535, "", false));
        assertThat(fine.interfaces())
                .containsExactly(new CaptureInterface(101, order == ByteOrder.BIG_ENDIAN, 65_535, "", true));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void shouldReadSectionsOfEitherOrderWithInterfacesOfTheirOwn(ByteOrder order) throws IOException {
        CaptureReader reader = open(CaptureBuilder.pcapng(order)
                .device(1, 0, "eth0", -1, 0)
                .unknown(3)
                .device(113, 4, "any", 9, 100)
                .enhanced(1, 5, FRAME, 60)
                .enhanced(0, 1L << 33, OTHER, 4)
                .obsolete(0, 9, FRAME, 13)
                .simple(OTHER, 4)
                .turned()
                .device(101, 4, null, 3, 0)
                .enhanced(0, 2_000, OTHER, 4)
                .simple(OTHER, 99)
                .build());

        assertThat(readAll(reader))
                .containsExactly(
                        new Read(1, 100 * SECOND + 5, list(FRAME), 60),
                        new Read(0, (1L << 33) * 1_000, list(OTHER), 4),
                        new Read(0, 9_000, list(FRAME), 13),
                        new Read(0, 0, list(OTHER), 4),
                        new Read(2, 2 * SECOND, list(OTHER), 4),
                        new Read(2, 0, list(OTHER), 99));
        boolean isBig = order == ByteOrder.BIG_ENDIAN;
        assertThat(reader.interfaces())
                .containsExactly(
                        new CaptureInterface(1, isBig, 0, "eth0", false),
                        new CaptureInterface(113, isBig, 4, "any", true),
                        new CaptureInterface(101, !isBig, 4, "", false));
    }

    @Test
    void shouldReadTimesOfAnyResolution() throws IOException {
        CaptureBuilder capture = CaptureBuilder.pcapng(ByteOrder.LITTLE_ENDIAN);
        capture.device(1, 0, null, 0, 0).device(1, 0, null, 12, 0).device(1, 0, null, 0x80 | 10, 0);
        capture.device(1, 0, null, 0x80 | 32, 7).device(1, 0, null, 0x80, 0);
        capture.enhanced(0, 42, OTHER, 4)
                .enhanced(1, 5_000_000_123_456L, OTHER, 4)
                .enhanced(2, 1_536, OTHER, 4);
        capture.enhanced(3, (3L << 32) | 0xC000_0000L, OTHER, 4).enhanced(4, 6, OTHER, 4);

        assertThat(readAll(open(capture.build())))
                .extracting(Read::timestampNs)
                .containsExactly(42 * SECOND, 5 * SECOND + 123, 1_500_000_000L, 10_750_000_000L, 6 * SECOND);
    }

    @Test
    void shouldReadCapturesLongerThanTheWindow() throws IOException {
        Random random = new Random(11);
        CaptureBuilder capture = CaptureBuilder.pcapng(ByteOrder.BIG_ENDIAN).device(1, 0, null, 9, 0);
        List<Read> expected = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            byte[] frame = new byte[random.nextInt(30_000)];
            random.nextBytes(frame);
            capture.enhanced(0, i, frame, frame.length);
            expected.add(new Read(0, i, list(frame), frame.length));
            if (i % 100 == 50) {
                capture.unknown(3_000_000);
            }
        }

        assertThat(readAll(open(capture.build()))).isEqualTo(expected);
    }

    /** Each with the offset and a part of the reason. */
    static Stream<Object[]> damaged() {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        byte[] pcap = CaptureBuilder.pcap(order, 0xA1B2_C3D4, 1)
                .packet(1, 1, FRAME, 13)
                .build();
        byte[] pcapng = CaptureBuilder.pcapng(order)
                .device(1, 0, "e", 9, 0)
                .enhanced(0, 1, FRAME, 13)
                .build();
        int packetAt = 28 + 40;
        byte[] ownName = "hello, I am a text".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return Stream.of(
                new Object[] {"empty", new byte[0], 0, "the file is empty"},
                new Object[] {"two bytes", new byte[] {1, 2}, 0, "not a capture: it has only 2 bytes"},
                new Object[] {"a text", ownName, 0, "not a capture: it begins with 0x68656c6c"},
                new Object[] {"pcap header", Arrays.copyOf(pcap, 23), 0, "ends within its header, after 23 bytes"},
                new Object[] {"packet header", Arrays.copyOf(pcap, 39), 24, "within a packet's header, of which 15"},
                new Object[] {"packet", Arrays.copyOf(pcap, 45), 24, "within a packet of 13 bytes, of which 5"},
                new Object[] {"absurd length", with(pcap, 32, 262_145), 24, "a frame of 262145 bytes"},
                new Object[] {"negative length", with(pcap, 32, -1), 24, "a frame of 4294967295 bytes"},
                new Object[] {"section header", Arrays.copyOf(pcapng, 11), 0, "within its section header, after 11"},
                new Object[] {"section", Arrays.copyOf(pcapng, 27), 0, "ends within a block of 28 bytes"},
                new Object[] {"magic", with(pcapng, 8, 5), 0, "byte order magic is 0x05000000"},
                new Object[] {"version", with(pcapng, 12, 2), 0, "version 2 of pcapng"},
                new Object[] {
                    "block header", Arrays.copyOf(pcapng, packetAt + 5), packetAt, "of which 5 bytes are there"
                },
                new Object[] {"block", Arrays.copyOf(pcapng, packetAt + 30), packetAt, "ends within a block of 52 bytes"
                },
                new Object[] {"odd block", with(pcapng, packetAt + 4, 51), packetAt, "a block of 51 bytes; blocks have"
                },
                new Object[] {"short block", with(pcapng, packetAt + 4, 8), packetAt, "a block of 8 bytes"},
                new Object[] {"huge block", with(pcapng, packetAt + 4, 1 << 30), packetAt, "a block of 1073741824 bytes"
                },
                new Object[] {"long packet", with(pcapng, packetAt + 4, 1 << 22), packetAt, "a block of 4194304 bytes"},
                new Object[] {"trailer", with(pcapng, packetAt + 48, 56), packetAt, "52 bytes that says 56 at its end"},
                new Object[] {"interface", with(pcapng, packetAt + 8, 1), packetAt, "interface 1, but the section has"},
                new Object[] {"captured", with(pcapng, packetAt + 20, 40), packetAt, "too short for what it says"},
                new Object[] {"resolution", with(pcapng, 28 + 28, 99), 28, "second has 10^99 ticks"},
                new Object[] {"option", with(pcapng, 28 + 16, 0x7777_0002), 28, "option 2 of 30583 bytes"});
    }

    private static byte[] with(byte[] capture, int at, int value) {
        byte[] copy = capture.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return copy;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void shouldSayWhereACaptureIsDamaged(String what, byte[] capture, int offset, String reason) {
        assertThatThrownBy(() -> readAll(open(capture)))
                .isInstanceOf(CaptureException.class)
                .hasMessageStartingWith("test.cap: byte " + offset + ": ")
                .hasMessageContaining(reason)
                .returns((long) offset, failure -> ((CaptureException) failure).offset());
    }

    @Test
    void shouldReadWhatStandsBeforeTheDamage() throws IOException {
        byte[] capture = CaptureBuilder.pcap(ByteOrder.BIG_ENDIAN, 0xA1B2_C3D4, 1)
                .packet(1, 1, FRAME, 13)
                .packet(2, 2, OTHER, 4)
                .build();
        CaptureReader reader = open(Arrays.copyOf(capture, capture.length - 1));

        assertThat(reader.next()).isTrue();
        assertThat(frame(reader).bytes()).isEqualTo(list(FRAME));
        assertThatThrownBy(reader::next).isInstanceOf(CaptureException.class);
        assertThatThrownBy(reader::next).as("again").isInstanceOf(CaptureException.class);
    }

    @Test
    void shouldEndOnAnyDamage() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        int damaged = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] capture = random.nextBoolean() ? someClassic(random) : someSections(random);
            int changes = 1 + random.nextInt(4);
            for (int k = 0; k < changes; k++) {
                capture[random.nextInt(capture.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(capture, random.nextInt(capture.length)) : capture;
            try {
                // Every record has at least 12 bytes: more frames than that would be an endless loop.
                assertThat(readAll(open(cut)).size()).isLessThanOrEqualTo(cut.length / 12);
            } catch (CaptureException expected) {
                damaged++;
                assertThat(expected.offset()).isBetween(0L, (long) cut.length);
            } catch (IOException | RuntimeException other) {
                fail("seed " + seed + ", capture " + i + ": " + Arrays.toString(cut), other);
            }
        }
        assertThat(damaged).as("seed %d", seed).isGreaterThan(1_000);
    }

    private static byte[] someClassic(Random random) {
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        CaptureBuilder capture = CaptureBuilder.pcap(order, 0xA1B2_C3D4, 1);
        for (int i = random.nextInt(4); i >= 0; i--) {
            capture.packet(i, i, new byte[random.nextInt(40)], 60);
        }
        return capture.build();
    }

    private static byte[] someSections(Random random) {
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        CaptureBuilder capture = CaptureBuilder.pcapng(order).device(1, 0, "eth0", 9, 1);
        for (int i = random.nextInt(4); i >= 0; i--) {
            capture.enhanced(0, i, new byte[random.nextInt(40)], 60)
                    .simple(OTHER, 4)
                    .unknown(8);
        }
        return capture.build();
    }
}
