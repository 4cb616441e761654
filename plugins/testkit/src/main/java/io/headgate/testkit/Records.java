package io.headgate.testkit;

import io.headgate.api.Verdict;
import io.headgate.testkit.packet.Arrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What became of each packet, told by the sink while the lane runs. */
final class Records {
    private final Trail trail;
    private final ManualClock clock;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<LeftPacket> left = new ArrayList<>();

    /** Drops so far, by the lane's own counters: which one has grown says why a packet was dropped. */
    private Supplier<Map<String, Long>> drops = Map::of;

    private Map<String, Long> knownDrops = new HashMap<>();

    Records(Trail trail, ManualClock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    void countDropsBy(Supplier<Map<String, Long>> counters) {
        drops = counters;
    }

    /** A packet is about to arrive; returns its number. */
    int arriving(Arrival arrival, long timestampNs) {
        outcomes.add(new Outcome(outcomes.size(), arrival, timestampNs));
        return outcomes.size() - 1;
    }

    void left(int number, byte[] bytes, int mark, boolean isChanged) {
        Verdict last = trail.last();
        boolean isAccepted =
                last != null && (last.kind() == Verdict.Kind.ACCEPT || last.kind() == Verdict.Kind.BYPASS_FLOW);
        LeftPacket packet = new LeftPacket(number, bytes, mark, clock.nowNs());
        outcomes.get(number).leaves(packet, isAccepted ? last.kind() : Verdict.Kind.PASS, isChanged);
        left.add(packet);
        trail.endPacket(number);
    }

    void dropped(int number) {
        String reason = grown();
        outcomes.get(number).isDropped(trail.kindOf(reason), reason);
        trail.endPacket(number);
    }

    private String grown() {
        Map<String, Long> now = drops.get();
        for (Map.Entry<String, Long> drop : now.entrySet()) {
            if (drop.getValue() > knownDrops.getOrDefault(drop.getKey(), 0L)) {
                knownDrops = new HashMap<>(now);
                return drop.getKey();
            }
        }
        throw new IllegalStateException("the lane dropped a packet and counted no reason: " + now);
    }

    /** Drops that were not recorded are no news. */
    void forgetDrops() {
        knownDrops = new HashMap<>(drops.get());
    }

    void held(int number) {
        outcomes.get(number).isHeld();
        trail.endPacket(number);
    }

    void injected(byte[] bytes) {
        trail.endCopy();
        left.add(new LeftPacket(LeftPacket.INJECTED, bytes, 0, clock.nowNs()));
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    List<LeftPacket> left() {
        return left;
    }
}
