package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.StateHandover;
import io.headgate.api.Verdict;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.SlotRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A watchdog sees in which filter a lane is, and that one lane hangs while another goes on. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HeartbeatTest {
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void shouldNameTheFilterOfEachCallAndNoneOutside() {
        Heartbeat[] heartbeat = new Heartbeat[1];
        List<String> names = new ArrayList<>();
        List<Long> beats = new ArrayList<>();
        Filter noting = packet -> {
            long beat = heartbeat[0].read();
            names.add(heartbeat[0].filterAt(beat));
            beats.add(beat);
            return Verdict.PASS;
        };
        LaneRig rig = new LaneRig(LaneRig.pass("one", noting), LaneRig.pass("two", noting));
        heartbeat[0] = rig.lane().heartbeat();

        rig.feed(UDP, UDP).run();

        assertThat(names).containsExactly("one", "two", "one", "two");
        assertThat(beats).doesNotHaveDuplicates();
        assertThat(heartbeat[0].filterAt(heartbeat[0].read())).isNull();
    }

    @Test
    void shouldNameTheFilterThatIsBeingStarted() {
        Chain[] chain = new Chain[1];
        List<String> names = new ArrayList<>();
        Filter noting = new AskingFilter((context, packet) -> Verdict.PASS).attached(context -> {
            Heartbeat heartbeat = chain[0].heartbeat();
            names.add(heartbeat.filterAt(heartbeat.read()) + " " + heartbeat.isStarting());
        });
        chain[0] = new Chain(List.of(LaneRig.pass("one", noting), LaneRig.pass("two", noting)));

        chain[0].start(LaneRig.services("edge"));

        assertThat(names).containsExactly("one true", "two true");
        assertThat(chain[0].heartbeat().filterAt(chain[0].heartbeat().read())).isNull();
        assertThat(chain[0].heartbeat().isStarting()).isFalse();
    }

    @Test
    void shouldNameTheFilterThatHandsItsStateOver() throws Exception {
        List<String> names = new ArrayList<>();
        List<Long> beats = new ArrayList<>();
        Heartbeat[] heartbeat = new Heartbeat[1];
        Runnable note = () -> {
            beats.add(heartbeat[0].read());
            names.add(heartbeat[0].filterAt(heartbeat[0].read()));
        };
        LaneRunner runner = start("handing", Threading.SHARED, new Handing(note), 1);
        heartbeat[0] = runner.lane().heartbeat();

        ChainSwap.commit(List.of(runner.lane().prepareSwap(Map.of(0, new Handing(note)))), Duration.ofSeconds(10));

        assertThat(runner.stop(Duration.ofSeconds(10))).isTrue();
        assertThat(names).as("handOver, takeOver").containsExactly("only", "only");
        assertThat(beats).doesNotHaveDuplicates();
        assertThat(heartbeat[0].filterAt(heartbeat[0].read())).isNull();
    }

    /** Notes where the lane is when its state is asked for. */
    private record Handing(Runnable note) implements Filter, StateHandover {
        @Override
        public Verdict onPacket(Packet packet) {
            return Verdict.PASS;
        }

        @Override
        public byte[] handOver() {
            note.run();
            return new byte[0];
        }

        @Override
        public void takeOver(byte[] state) {
            note.run();
        }
    }

    private LaneRunner start(String name, Threading threading, Filter filter, int packets) {
        LaneRunner runner = new LaneRunner(name, new Chain(List.of(LaneRig.pass("only", filter))), threading);
        SlotRing ring = new SlotRing(64, runner.bell());
        runner.addInput(ring, new MemorySource(ring, List.of(UDP), packets, OnFull.BACKPRESSURE), new FakeSink(null));
        runner.start();
        return runner;
    }

    private Verdict hang() {
        hangs.countDown();
        boolean isReleased = false;
        while (!isReleased) {
            try {
                isReleased = release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException ignored) {
                isReleased = true;
            }
        }
        return Verdict.PASS;
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldShowWhereALaneHangsWhileAnotherGoesOn(Threading threading) throws Exception {
        LaneRunner hung = start("hung", threading, packet -> hang(), 1);
        LaneRunner sound = start("sound", threading, packet -> Verdict.PASS, 5_000);
        try {
            assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
            Heartbeat heartbeat = hung.lane().heartbeat();
            long beat = heartbeat.read();

            while (sound.lane().requestLedger().get(10, TimeUnit.SECONDS).reinjected() < 5_000) {
                Thread.onSpinWait();
            }

            assertThat(heartbeat.read()).isEqualTo(beat);
            assertThat(heartbeat.filterAt(beat)).isEqualTo("only");
            assertThat(hung.laneStack()).contains("HeartbeatTest.hang");
            Heartbeat others = sound.lane().heartbeat();
            assertThat(others.filterAt(others.read())).isNull();
        } finally {
            release.countDown();
            assertThat(hung.stop(Duration.ofSeconds(10))).isTrue();
            assertThat(sound.stop(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(hung.lane().heartbeat().filterAt(hung.lane().heartbeat().read()))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldLeaveOtherLanesAndFiltersUntouchedByABrokenOne(Threading threading) throws Exception {
        LaneRunner broken = start(
                "broken",
                threading,
                packet -> {
                    packet.ipv4().ttl(1);
                    throw new IllegalStateException("broken");
                },
                1_000);
        LaneRunner sound = start("sound", threading, packet -> Verdict.PASS, 1_000);
        for (LaneRunner runner : List.of(broken, sound)) {
            while (runner.lane().requestLedger().get(10, TimeUnit.SECONDS).reinjected() < 1_000) {
                Thread.onSpinWait();
            }
            assertThat(runner.stop(Duration.ofSeconds(10))).isTrue();
            assertThat(runner.lane().ledger().isBalanced()).isTrue();
            assertThat(runner.lane().ledger().changed()).isZero();
        }

        assertThat(broken.lane().filterStatus().get(0).state()).isEqualTo(FilterState.QUARANTINED);
        assertThat(broken.lane().filterStatus().get(0).errors()).isEqualTo(100);
        assertThat(sound.lane().filterStatus().get(0).isSuspect()).isFalse();
        assertThat(sound.lane().filterStatus().get(0).packets()).isEqualTo(1_000);
    }
}
