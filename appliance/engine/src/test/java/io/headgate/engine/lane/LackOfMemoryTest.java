package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.PacketBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A filter that asks for too much memory fails; a lane whose memory is gone ends. Each in a JVM of its own, with 24 MB. */
@Timeout(60)
class LackOfMemoryTest {
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    @TempDir
    private Path folder;

    /** Takes a packet through a lane, and says what came of it. */
    public static final class Program {
        private static final int CHUNK = 1 << 20;

        /** Enough to make an exception and to count it. */
        private static final int LEFT = 1 << 16;

        private Program() {}

        /** Runs with the filter that the first argument names. */
        public static void main(String[] args) {
            Filter filter = args[0].equals("leaking") ? new Leaking() : new Trusting();
            LaneRig rig = new LaneRig(LaneRig.pass("bad", filter));
            String outcome;
            try {
                Ledger ledger = rig.feed(UDP, UDP).run();
                FilterStatus status = rig.lane().filterStatus().get(0);
                outcome = "reinjected " + ledger.reinjected() + ", errors " + status.errors() + ", "
                        + status.failures().lastMessage();
            } catch (OutOfMemoryError fatal) {
                Leaking.KEPT.clear();
                outcome = "ended by " + fatal;
            }
            System.out.println(outcome);
        }

        /** Believes in a length that a packet gave. */
        private static final class Trusting implements Filter {
            @Override
            public Verdict onPacket(Packet packet) {
                byte[] record = new byte[Integer.MAX_VALUE - 8];
                return record.length > 0 ? Verdict.PASS : null;
            }
        }

        /** Keeps all it gets, until there is no more to be had. */
        private static final class Leaking implements Filter {
            private static final List<byte[]> KEPT = new ArrayList<>(1 << 16);

            @Override
            public Verdict onPacket(Packet packet) {
                for (int size = CHUNK; size >= LEFT; size /= 2) {
                    fill(size);
                }
                throw new OutOfMemoryError("all that there was");
            }

            private static void fill(int size) {
                try {
                    while (true) {
                        KEPT.add(new byte[size]);
                    }
                } catch (OutOfMemoryError full) {
                    // Then with smaller ones.
                }
            }
        }
    }

    private String run(String filter) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        filter)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).as("ends").isTrue();
        return Files.readString(output).strip();
    }

    @Test
    void shouldTakeALengthBeyondTheHeapForTheFiltersFailure() throws Exception {
        assertThat(run("trusting")).endsWith("reinjected 2, errors 2, java.lang.OutOfMemoryError: Java heap space");
    }

    @Test
    void shouldEndTheLaneWhenNothingIsLeft() throws Exception {
        assertThat(run("leaking")).endsWith("ended by java.lang.OutOfMemoryError: all that there was");
    }

    @Test
    void shouldTakeALengthBeyondAnyArrayForTheFiltersFailure() {
        int[] lengthOfAPacket = {Integer.MAX_VALUE};
        LaneRig rig = new LaneRig(LaneRig.pass("bad", packet -> {
            packet.ipv4().ttl(1);
            return new byte[lengthOfAPacket[0]].length > 0 ? Verdict.PASS : null;
        }));

        assertThat(rig.feed(UDP).run().reinjected()).isEqualTo(1);
        assertThat(rig.sink().reinjected()).containsExactly(UDP);
        assertThat(rig.lane().filterStatus().get(0).failures().lastMessage())
                .contains("OutOfMemoryError")
                .contains("VM limit");
    }
}
