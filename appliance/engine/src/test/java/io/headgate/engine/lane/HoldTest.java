package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.allowed;
import static io.headgate.engine.lane.LaneRig.drop;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Backend;
import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.Oracle;
import io.headgate.engine.packet.PacketBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of held packets, by a clock set by hand; the ledger must balance throughout. */
class HoldTest {
    private static final long MS = 1_000_000L;

    /** Holds each packet for as many milliseconds as its source port says; ports of 60,000 and more are passed. */
    private static final class HoldByPort implements Filter {
        private FilterContext context;

        @Override
        public void onAttach(FilterContext its) {
            context = its;
        }

        @Override
        public Verdict onPacket(Packet packet) {
            int port = packet.udp().sourcePort();
            return port >= 60_000 ? Verdict.PASS : context.hold(context.nowNs() + port * MS);
        }
    }

    /** Remembers the ports of the packets it saw. */
    private static final class Seen implements Filter {
        private final List<Integer> ports = new ArrayList<>();

        @Override
        public Verdict onPacket(Packet packet) {
            ports.add(packet.udp().sourcePort());
            return Verdict.PASS;
        }
    }

    private static final Filter TTL = packet -> {
        packet.ipv4().ttl(9);
        return Verdict.PASS;
    };

    private final HoldByPort hold = new HoldByPort();
    private final Seen seen = new Seen();

    private static byte[] held(int ms) {
        return PacketBuilder.udp(ms, 53).payload(20).build();
    }

    private static FilterStatus status(LaneRig rig, int filter) {
        return rig.lane().filterStatus().get(filter);
    }

    @Test
    void shouldGoOnWhenDueInTheOrderOfTheirTimesAndThenOfTheirArrival() {
        LaneRig rig = new LaneRig(allowed("hold", hold), pass("seen", seen));
        byte[] first = PacketBuilder.udp(5, 1).build();
        byte[] second = PacketBuilder.udp(5, 2).build();

        rig.feed(held(30), first, held(60_000), second, held(1)).run();
        assertThat(rig.lane().ledger().held()).isEqualTo(4);
        assertThat(rig.lane().sleepNs()).isEqualTo(1 * MS);
        assertThat(seen.ports).containsExactly(60_000);

        rig.advance(5 * MS - 1).run();
        assertThat(seen.ports).containsExactly(60_000, 1);
        assertThat(rig.lane().sleepNs()).isEqualTo(1);
        rig.advance(1).run();
        Ledger ledger = rig.advance(25 * MS).run();

        assertThat(rig.sink().reinjected()).containsExactly(held(60_000), held(1), first, second, held(30));
        assertThat(rig.sink().changed()).containsOnly(false);
        assertThat(ledger.held()).isZero();
        assertThat(ledger.reinjected()).isEqualTo(5);
        assertThat(rig.lane().sleepNs()).isEqualTo(Long.MAX_VALUE);
    }

    /** The first packet of a batch is due before the second has come; neither can be sent before the batch ends. */
    @Test
    void shouldNotLetAPacketDueNowOvertakeOneThatWasDueBefore() {
        Filter untilGiven =
                new AskingFilter((context, packet) -> context.hold(packet.udp().sourcePort() * MS));
        LaneRig rig = new LaneRig(allowed("hold", untilGiven));
        rig.advance(10 * MS);

        rig.feed(held(20)).feed(held(30), slot -> slot.setOrigin(Backend.MEMORY, Direction.IN, "eth0", 0, 40 * MS));
        rig.run();

        assertThat(rig.sink().reinjected()).containsExactly(held(20), held(30));
    }

    @Test
    void shouldGoOnWithTheNextFilterAndKeepWhatWasChangedBefore() {
        LaneRig rig = new LaneRig(pass("before", TTL), allowed("hold", hold), pass("seen", seen));

        rig.feed(held(4)).run();
        assertThat(rig.sink().reinjected()).isEmpty();
        Ledger ledger = rig.advance(4 * MS).run();

        assertThat(rig.sink().reinjected())
                .containsExactly(PacketBuilder.udp(4, 53).payload(20).ttl(9).build());
        assertThat(rig.sink().changed()).containsExactly(true);
        assertThat(ledger.changed()).isEqualTo(1);
        assertThat(seen.ports).containsExactly(4);
    }

    @Test
    void shouldLetLaterFiltersChangeAndDropWhatWasHeld() {
        LaneRig rig = new LaneRig(allowed("hold", hold), pass("ttl", TTL), pass("drop", new Filter() {
            private Verdict drop;

            @Override
            public void onAttach(FilterContext context) {
                drop = context.drop("odd", "an odd port");
            }

            @Override
            public Verdict onPacket(Packet packet) {
                return packet.udp().sourcePort() % 2 == 0 ? Verdict.PASS : drop;
            }
        }));

        rig.feed(held(4), held(3)).run();
        Ledger ledger = rig.advance(4 * MS).run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("odd", 1L));
        assertThat(rig.sink().reinjected()).hasSize(1).allMatch(Oracle::isRight);
        assertThat(rig.sink().changed()).containsExactly(true);
    }

    @Test
    void shouldHoldAgainInALaterFilter() {
        LaneRig rig = new LaneRig(allowed("hold", hold), allowed("again", new HoldByPort()), pass("seen", seen));

        rig.feed(held(4)).run();
        rig.advance(4 * MS).run();
        assertThat(rig.lane().ledger().held()).isEqualTo(1);
        assertThat(seen.ports).isEmpty();
        rig.advance(4 * MS).run();

        assertThat(seen.ports).containsExactly(4);
        assertThat(rig.sink().held()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveHeldPacketsBackUnderTheirIds(boolean keepsBytes) {
        LaneRig rig = new LaneRig(allowed("hold", hold));
        if (keepsBytes) {
            rig.sink().keepBytes();
        }
        rig.feed(held(7), slot -> slot.setId(70))
                .feed(held(2), slot -> slot.setId(20))
                .run();

        rig.advance(10 * MS).run();

        assertThat(rig.sink().held()).containsExactly(70L, 20L);
        assertThat(rig.sink().ids()).containsExactly(20L, 70L);
        assertThat(rig.sink().changed()).containsExactly(false, false);
        assertThat(rig.lane().ledger().reinjected()).isEqualTo(2);
    }

    @Test
    void shouldGoOnAtOnceWithWhatIsNotLaterThanNow() {
        LaneRig rig = new LaneRig(allowed("hold", hold), pass("seen", seen));

        Ledger ledger = rig.feed(held(0), held(60_001)).run();

        assertThat(seen.ports).containsExactly(0, 60_001);
        assertThat(rig.sink().held()).isEmpty();
        assertThat(ledger.held()).isZero();
    }

    @Test
    void shouldOnlyCountWhereTheLaneObserves() {
        LaneRig rig = new LaneRig(Enforcement.OBSERVE, allowed("hold", hold), pass("seen", seen));

        Ledger ledger = rig.feed(held(9), held(60_000)).run();

        assertThat(seen.ports).containsExactly(9, 60_000);
        assertThat(rig.sink().reinjected()).containsExactly(held(9), held(60_000));
        assertThat(ledger.held()).isZero();
        assertThat(ledger.injected().observedHeld()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAHoldWithoutPermission() {
        LaneRig rig = new LaneRig(drop("hold", hold));

        Ledger ledger = rig.feed(held(9)).run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("filter-error", 1L));
        assertThat(status(rig, 0).failures().lastMessage())
                .endsWith("hold() needs the permission HOLD: name it in permissions() of the plugin's factory");
    }

    @Test
    void shouldRefuseAHoldThatWasAskedForOnAnotherPacket() {
        HoldByPort stale = new HoldByPort();
        LaneRig rig = new LaneRig(allowed("stale", new Filter() {
            @Override
            public void onAttach(FilterContext context) {
                stale.onAttach(context);
            }

            @Override
            public Verdict onPacket(Packet packet) {
                boolean isFirst = packet.udp().sourcePort() == 1;
                if (isFirst) {
                    stale.onPacket(packet);
                }
                return isFirst ? Verdict.PASS : Verdict.HOLD;
            }
        }));

        rig.feed(held(1), held(2)).run();

        assertThat(status(rig, 0).errors()).isEqualTo(1);
        assertThat(status(rig, 0).failures().lastMessage())
                .endsWith("the filter returned a hold that it did not ask hold() for on this packet");
        assertThat(rig.lane().ledger().reinjected()).isEqualTo(2);
    }

    @Test
    void shouldRefuseMoreThanTheLaneMayHold() {
        LaneOptions options = LaneOptions.DEFAULTS.withLimits(new LaneLimits(2, Duration.ofMillis(100), 0, 1));
        LaneRig rig = new LaneRig(options, allowed("hold", hold), pass("seen", seen));

        rig.feed(held(10), held(20), held(30)).run();
        assertThat(seen.ports).containsExactly(30);
        assertThat(status(rig, 0).failures().lastMessage())
                .endsWith("the lane holds 2 packets, no more are allowed; hold fewer or shorter");
        assertThat(status(rig, 0).failures().byKind()).containsOnlyKeys(FailureKind.HOLD_BUDGET);
        rig.advance(10 * MS).feed(held(101)).run();
        assertThat(status(rig, 0).failures().lastMessage()).endsWith("a packet may be held for 100 ms at most");
        rig.feed(held(100)).run();

        assertThat(status(rig, 0).errors()).isEqualTo(2);
        assertThat(rig.lane().ledger().held()).isEqualTo(2);
    }

    @Test
    void shouldUndoWhatAFilterChangedThatHoldsTooMuch() {
        LaneOptions options = LaneOptions.DEFAULTS.withLimits(new LaneLimits(0, Duration.ofSeconds(1), 0, 1));
        LaneRig rig = new LaneRig(
                options,
                new Chain.Step(
                        "hold",
                        new Filter() {
                            @Override
                            public void onAttach(FilterContext context) {
                                hold.onAttach(context);
                            }

                            @Override
                            public Verdict onPacket(Packet packet) {
                                packet.ipv4().ttl(1);
                                return hold.onPacket(packet);
                            }
                        },
                        OnError.PASS,
                        EnumSet.of(Permission.HOLD)));

        rig.feed(held(5)).run();

        assertThat(rig.sink().reinjected()).containsExactly(held(5));
        assertThat(rig.sink().changed()).containsExactly(false);
        assertThat(status(rig, 0).errors()).isEqualTo(1);
    }

    @Test
    void shouldHoldLargePacketsInLargeSlotsWhileThereAreAny() {
        byte[] large = PacketBuilder.udp(500, 53).payload(9_000).build();
        LaneRig rig = new LaneRig(allowed("hold", hold));

        for (int i = 0; i < 100; i++) {
            rig.feed(large);
        }
        rig.run();
        int most = (int) rig.lane().ledger().held();
        rig.advance(500 * MS).run();

        assertThat(most).isBetween(64, 99);
        assertThat(status(rig, 0).errors()).isEqualTo(100 - most);
        assertThat(status(rig, 0).failures().lastMessage())
                .endsWith("no spare slot is free for a packet of this length; hold fewer or shorter");
        assertThat(rig.sink().reinjected()).hasSize(100).containsOnly(large);
    }

    @Test
    void shouldGoOnAtOnceWithAllThatIsHeldWhenTheLaneStops() {
        LaneRig rig = new LaneRig(allowed("hold", hold), allowed("again", new HoldByPort()), pass("ttl", TTL));
        rig.feed(held(9), held(5)).run();

        int released = rig.lane().releaseHeld();
        Ledger ledger = rig.feed(held(8)).run();

        assertThat(released).isEqualTo(2);
        assertThat(ledger.held()).isZero();
        assertThat(ledger.changed()).isEqualTo(3);
        assertThat(rig.sink().held()).hasSize(2);
    }

    @Test
    void shouldDropWhatIsHeldWhenTheLaneStopsIfToldTo() {
        LaneRig rig = new LaneRig(LaneOptions.DEFAULTS.withHeldAtStop(HeldAtStop.DROP), allowed("hold", hold));
        rig.feed(held(9), held(5)).run();

        rig.lane().releaseHeld();

        assertThat(rig.run().dropped()).containsExactly(Map.entry("held-at-stop", 2L));
    }
}
