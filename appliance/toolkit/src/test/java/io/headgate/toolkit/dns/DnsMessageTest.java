package io.headgate.toolkit.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headgate.toolkit.payload.PayloadView;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // ends a loop as well
class DnsMessageTest {
    private final DnsMessage message = new DnsMessage();
    private final DnsName name = new DnsName();
    private final DnsAnswer answer = new DnsAnswer();

    static LongStream seeds() {
        return new Random(1_035).longs(8);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldReadWhatWasWritten(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Messages written = new Messages(random);
            ByteBuffer bytes = written.any();

            assertThat(message.read(Messages.view(bytes))).isTrue();
            assertThat(message.questionName(name)).isTrue();
            assertThat(name).hasToString(written.question.toLowerCase(Locale.ROOT));
            assertThat(message.questionType()).isEqualTo(DnsMessage.AAAA);
            assertThat(message.questionClass()).isEqualTo(DnsMessage.IN);
            assertThat(message.id()).isEqualTo(bytes.getShort(0) & 0xFFFF);
            int[] counts = new int[3];
            for (Messages.Written record : written.records) {
                assertThat(message.nextRecord()).isTrue();
                counts[message.section().compareTo(DnsMessage.Section.ANSWER)]++;
                assertThat(message.recordName(name)).isTrue();
                assertThat(name).hasToString(record.name());
                assertThat(message.recordType()).isEqualTo(record.type());
                assertThat(message.recordClass()).isEqualTo(record.klass());
                assertThat(message.ttl()).isEqualTo(record.ttl());
                if (record.target() == null) {
                    assertThat(message.dataLength()).isEqualTo(record.data().length());
                    for (int at = 0; at < record.data().length(); at++) {
                        assertThat(message.dataU8(at)).isEqualTo(record.data().charAt(at));
                    }
                } else {
                    assertThat(message.dataName(0, name)).isTrue();
                    assertThat(name).hasToString(record.target().toLowerCase(Locale.ROOT));
                }
            }
            assertThat(message.nextRecord()).isFalse();
            assertThat(message.isDamaged()).isFalse();
            assertThat(counts).isEqualTo(written.counts);
        }
    }

    /** The view throws on a read outside, so that a test that ends has not read there. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldSurviveDamage(long seed) {
        Random random = new Random(seed);
        int readable = 0;
        int damaged = 0;
        for (int i = 0; i < 10_000; i++) {
            ByteBuffer bytes = new Messages(random).any();
            if (random.nextBoolean()) {
                bytes.limit(random.nextInt(bytes.limit() + 1));
            }
            for (int hits = random.nextInt(4); hits > 0 && bytes.limit() > 0; hits--) {
                int at = random.nextInt(Math.min(bytes.limit(), random.nextBoolean() ? 20 : 2_000));
                bytes.put(at, (byte) (random.nextBoolean() ? 0xC0 | random.nextInt(2) : random.nextInt()));
            }
            readable += readAll(Messages.view(bytes)) ? 1 : 0;
            damaged += message.isDamaged() ? 1 : 0;
        }

        assertThat(readable).isBetween(2_500, 9_500);
        assertThat(damaged).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldSurviveNoise(long seed) {
        Random random = new Random(seed);
        byte[] noise = new byte[300];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(noise);
            noise[4] = 0;
            noise[5] = (byte) random.nextInt(3);
            readAll(new PayloadView().show(ByteBuffer.wrap(noise), 0, random.nextInt(noise.length)));
        }
    }

    private boolean readAll(PayloadView view) {
        boolean isRead = message.read(view);
        if (isRead) {
            message.questionName(name);
            while (message.nextRecord()) {
                message.recordName(name);
                message.dataName(0, name);
                message.dataName(-1, name);
                message.dataName(70_000, name);
            }
            answer.sinkhole(message, 1, 2, 3, 4);
        }
        return isRead;
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PayloadView query = Messages.view(Messages.query("www.Example.com.", DnsMessage.A, "0000290200000080000000"));
        DnsName blocked = DnsName.of("example.com");
        drive(query, blocked, 20_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        int found = drive(query, blocked, 200_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(found).isEqualTo(200_000);
        assertThat(allocated).as("bytes for 200,000 queries").isLessThan(10_000);
    }

    private int drive(PayloadView query, DnsName blocked, int times) {
        int found = 0;
        for (int i = 0; i < times; i++) {
            if (message.read(query) && message.questionName(name) && name.isWithin(blocked)) {
                found += answer.sinkhole(message, 1, 2, 3, 4).limit() > 40 ? 1 : 0;
            }
        }
        return found;
    }
}
