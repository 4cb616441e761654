package io.headgate.plugin.payloadreplace;

import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.Permission;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.LeftPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The filter in a lane, and what it sends behind the packets that pass. */
final class Appliance {
    static final Instant BEGIN = Instant.ofEpochSecond(1_700_000_000);

    /** What was sent behind the packets that passed, since it was last cleared. */
    final List<Segment> injected = new ArrayList<>();

    private final Filter filter;
    private final FilterHarness harness;
    private int seen;

    Appliance(Map<String, ?> with) {
        filter = MapSettings.create(new PayloadReplaceFactory(), with);
        harness = FilterHarness.of(
                        "payload-replace",
                        filter,
                        new PayloadReplaceFactory().permissions().toArray(Permission[]::new))
                .at(BEGIN)
                .start();
    }

    Filter filter() {
        return filter;
    }

    FilterHarness harness() {
        return harness;
    }

    /** Has a packet arrive; what becomes of it. */
    Outcome arrives(byte[] packet, long nowNs) {
        Origin origin = new Origin(nowNs, "", Direction.IN, 0, ChecksumState.UNVERIFIED, false);
        Outcome outcome = harness.feedAll(List.of(Arrival.of(packet, packet.length, origin)))
                .last();
        List<LeftPacket> left = harness.result().left();
        left.subList(seen, left.size()).stream()
                .filter(LeftPacket::isInjected)
                .forEach(sent -> injected.add(Segment.read(sent.bytes())));
        seen = left.size();
        return outcome;
    }

    /** The packet as it leaves; null if it is dropped. */
    byte[] passBytes(byte[] packet, long nowNs) {
        Outcome outcome = arrives(packet, nowNs);
        return outcome.hasLeft() ? outcome.bytes() : null;
    }

    /** The segment as it leaves; null if it is dropped. */
    Segment pass(Segment segment) {
        byte[] bytes = passBytes(segment.bytes(), Origin.NOW);
        return bytes == null ? null : Segment.read(bytes);
    }

    /** Under which reason a segment is dropped; "" if it is not. */
    String dropReason(Segment segment) {
        return arrives(segment.bytes(), Origin.NOW).dropReason();
    }

    void advance(Duration time) {
        harness.advance(time);
    }

    long value(String counter) {
        return harness.result().counter(counter);
    }
}
