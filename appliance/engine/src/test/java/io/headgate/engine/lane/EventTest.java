package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Event;
import io.headgate.api.Filter;
import io.headgate.api.Verdict;
import io.headgate.engine.event.EventEntry;
import io.headgate.engine.event.EventRing;
import io.headgate.engine.event.Events;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.tap.LaneTap;
import io.headgate.engine.telemetry.TelemetryBoard;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events and telemetry, between filters and whoever is outside of the lane. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EventTest {
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    private static LaneOptions with(EventRing events, TelemetryBoard board) {
        return LaneOptions.DEFAULTS.withOutlets(new LaneOutlets(LaneTap.NONE, events, board));
    }

    private static Filter emitting(Function<Integer, CharSequence> detail) {
        Event[] its = new Event[1];
        return new AskingFilter((context, packet) -> {
                    its[0].emit(packet, detail.apply(packet.payloadLength()));
                    return Verdict.PASS;
                })
                .attached(context -> its[0] = context.event("looked-up", "a name was looked up"));
    }

    private static String written(EventEntry entry) {
        return entry.event().lane() + " " + entry.event().filter() + " "
                + entry.event().name() + " " + entry.timeNs()
                + " " + Long.toHexString(entry.sourceLow()) + ":" + entry.sourcePort() + " "
                + Long.toHexString(entry.destinationLow()) + ":" + entry.destinationPort() + " " + entry.protocol()
                + " " + entry.detail();
    }

    @Test
    void shouldTellAListenerOnItsOwnThread() {
        List<String> told = new CopyOnWriteArrayList<>();
        List<String> threads = new CopyOnWriteArrayList<>();
        Events events = new Events(entry -> {
            threads.add(Thread.currentThread().getName());
            told.add(written(entry));
        });
        LaneRig rig = new LaneRig(
                with(events.newRing(), new TelemetryBoard()), pass("names", emitting(length -> "x".repeat(300))));
        events.start();

        rig.feed(UDP, slot -> slot.setOrigin(slot.backend(), slot.direction(), "eth0", 0, 77))
                .run();
        rig.feed(PacketBuilder.icmp(8, 1, 1).build()).run();
        while (told.size() < 2) {
            LockSupport.parkNanos(100_000);
        }
        events.stop();

        assertThat(told)
                .containsExactly(
                        "test names looked-up 77 c0000201:1000 c6336402:53 17 " + "x".repeat(256),
                        "test names looked-up 0 c0000201:-1 c6336402:-1 1 " + "x".repeat(256));
        assertThat(threads).containsOnly("events");
        assertThat(rig.lane().filterStatus().get(0).counts())
                .containsExactly(new FilterCount("looked-up", 2, "a name was looked up"));
    }

    @Test
    void shouldCountWhatIsNotFetchedInTime() {
        List<String> told = new CopyOnWriteArrayList<>();
        Events events = new Events(entry -> told.add(entry.detail()));
        int[] number = {0};
        LaneRig rig = new LaneRig(
                with(events.newRing(), new TelemetryBoard()), pass("names", emitting(length -> "" + number[0]++)));

        for (int i = 0; i < 2_000; i++) {
            rig.feed(UDP).run();
        }
        events.start();
        while (told.size() < 1_024) {
            LockSupport.parkNanos(100_000);
        }
        events.stop();

        assertThat(rig.lane().filterStatus().get(0).counts())
                .extracting(FilterCount::name, FilterCount::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("looked-up", 2_000L),
                        org.assertj.core.groups.Tuple.tuple("looked-up-lost", 976L));
        assertThat(told).hasSize(1_024).startsWith("0", "1").endsWith("1022", "1023");
        assertThat(rig.lane().ledger().reinjected()).isEqualTo(2_000);
    }

    @Test
    void shouldSkipWhatTheFilterFailedToSay() {
        List<String> told = new CopyOnWriteArrayList<>();
        Events events = new Events(entry -> told.add(entry.detail()));
        LaneRig rig = new LaneRig(
                with(events.newRing(), new TelemetryBoard()),
                pass("names", emitting(length -> length == 0 ? null : "said")));

        rig.feed(PacketBuilder.udp(1, 2).build(), UDP).run();
        events.start();
        while (told.isEmpty()) {
            LockSupport.parkNanos(100_000);
        }
        events.stop();

        assertThat(told).containsExactly("said");
        assertThat(rig.lane().filterStatus().get(0).errors()).isEqualTo(1);
    }

    @Test
    void shouldOnlyCountWithoutAListener() {
        LaneRig rig = new LaneRig(pass("names", emitting(length -> "any")));

        rig.feed(UDP, UDP).run();

        assertThat(rig.lane().filterStatus().get(0).counts())
                .containsExactly(new FilterCount("looked-up", 2, "a name was looked up"));
    }

    @Test
    void shouldRefuseANameThatStandsForSomethingElse() {
        assertThatThrownBy(() -> new LaneRig(pass(
                        "twice", new AskingFilter((context, packet) -> Verdict.PASS).attached(context -> {
                                    context.counter("seen", "seen");
                                    context.event("seen", "seen");
                                }))))
                .hasMessageContaining("'seen' is declared as a counter and as an event");
    }

    @Test
    void shouldReadWhatIsReported() {
        TelemetryBoard board = new TelemetryBoard();
        List<Object> read = new CopyOnWriteArrayList<>();
        LaneRig rig = new LaneRig(
                with(EventRing.UNHEARD, board),
                pass(
                        "load",
                        new AskingFilter((context, packet) -> Verdict.PASS)
                                .ticking(context -> {})
                                .attached(context -> {
                                    read.add(context.telemetry("web1-load").value());
                                    board.report("web1-load", 0.75);
                                    read.add(context.telemetry("web1-load").value());
                                })));

        assertThat(read).containsExactly(0.0, 0.75);
        assertThatThrownBy(() -> new LaneRig(pass(
                        "load",
                        new AskingFilter((context, packet) -> Verdict.PASS)
                                .attached(context -> context.telemetry("Web 1")))))
                .hasMessageContaining("telemetry must be lower case letters, digits and single dashes: 'Web 1'");
        assertThat(rig.lane().filterStatus().get(0).errors()).isZero();
    }
}
