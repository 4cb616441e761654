package io.headgate.testkit;

import io.headgate.engine.lane.FilterCount;
import io.headgate.engine.lane.FilterStatus;
import io.headgate.engine.lane.Lane;
import io.headgate.engine.lane.Ledger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Everything that has happened in a harness so far; kept up to date. */
public final class Result {
    private final Lane lane;
    private final Records records;
    private final Trail trail;
    private final Outlets outlets;

    Result(Lane lane, Records records, Trail trail, Outlets outlets) {
        this.lane = lane;
        this.records = records;
        this.trail = trail;
        this.outlets = outlets;
    }

    /** What became of a packet, counted from 0 in the order of arrival since the start. */
    public Outcome packet(int number) {
        List<Outcome> outcomes = records.outcomes();
        if (number < 0 || number >= outcomes.size()) {
            throw new AssertionError("there is no packet " + number + ": " + outcomes.size() + " were fed");
        }
        return outcomes.get(number);
    }

    /** What became of the packet that arrived last. */
    public Outcome last() {
        return packet(records.outcomes().size() - 1);
    }

    /** What became of each packet that was fed. */
    public List<Outcome> packets() {
        return Collections.unmodifiableList(records.outcomes());
    }

    /** All packets that left, injected ones too, in the order in which they did. */
    public List<LeftPacket> left() {
        return Collections.unmodifiableList(records.left());
    }

    /** Clones, answers to rejected packets and packets of a filter's own, in the order in which they left. */
    public List<byte[]> injected() {
        return records.left().stream()
                .filter(LeftPacket::isInjected)
                .map(LeftPacket::bytes)
                .toList();
    }

    /**
     * The value of a counter or gauge now.
     *
     * @param name as the filter declared it; {@code filter/name} if several filters have one of that name
     */
    public long counter(String name) {
        List<String> known = new ArrayList<>();
        List<Long> found = new ArrayList<>();
        for (FilterStatus filter : lane.filterStatus()) {
            for (FilterCount count : filter.counts()) {
                known.add(filter.name() + "/" + count.name());
                if (count.name().equals(name) || (filter.name() + "/" + count.name()).equals(name)) {
                    found.add(count.value());
                }
            }
        }
        if (found.size() != 1) {
            throw new AssertionError((found.isEmpty() ? "no filter counts '" : "several filters count '") + name
                    + "'; there are: " + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
        return found.get(0);
    }

    /** Packets dropped or rejected for a reason. */
    public long dropped(String reason) {
        return lane.ledger().dropped().getOrDefault(reason, 0L);
    }

    /** What the filters emitted, in order. */
    public List<EmittedEvent> events() {
        return Collections.unmodifiableList(outlets.events());
    }

    /** What a mirror got, in order: packets as they were when they were copied. */
    public List<byte[]> mirrored(String mirror) {
        return Collections.unmodifiableList(outlets.mirrored(mirror));
    }

    /** What the filters threw, in order. */
    public List<Failure> failures() {
        return Collections.unmodifiableList(trail.failures());
    }

    /** The lane's books. */
    public Ledger ledger() {
        return lane.ledger();
    }

    /** How the filters are doing. */
    public List<FilterStatus> filterStatus() {
        return lane.filterStatus();
    }
}
