package io.headgate.plugin.arbitrate;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.toolkit.sequence.FeedArbiter;
import io.headgate.toolkit.sequence.SequenceField;

/** Passes the first packet of each number of two feeds, and drops the others; what belongs to neither passes. */
final class Arbitrate implements Filter {
    private static final int NEITHER = -1;
    private static final int A = 0;
    private static final int B = 1;
    private static final String[] LEGS = {"a", "b"};

    private final Endpoint a;
    private final Endpoint b;
    private final boolean isRedirected;
    private final SequenceField field;
    private final FeedArbiter arbiter;

    private final Counter[] first = new Counter[2];
    private final Counter[] copies = new Counter[2];
    private final Counter[] missed = new Counter[2];
    private Counter unnumbered;
    private Counter lost;
    private Counter restarts;
    private Gauge missing;
    private Verdict copy;
    private Verdict outside;

    /**
     * Makes a filter.
     *
     * @param isRedirected whether packets of B go to where those of A go
     */
    Arbitrate(Endpoint a, Endpoint b, boolean isRedirected, SequenceField field, FeedArbiter arbiter) {
        this.a = a;
        this.b = b;
        this.isRedirected = isRedirected;
        this.field = field;
        this.arbiter = arbiter;
    }

    @Override
    public void onAttach(FilterContext context) {
        for (int leg = A; leg <= B; leg++) {
            String name = LEGS[leg];
            first[leg] = context.counter("first-on-" + name, "packets that feed " + name + " brought first");
            copies[leg] = context.counter("copies-on-" + name, "packets of feed " + name + " that had come before");
            missed[leg] = context.counter("missed-on-" + name, "numbers that only the other feed brought, not " + name);
        }
        lost = context.counter("lost", "numbers that came on neither feed");
        missing = context.gauge("missing", "numbers that have not come but still may");
        restarts = context.counter("restarts", "times that numbers began anew");
        unnumbered = context.counter("unnumbered", "packets of the feeds without a number, passed");
        copy = context.drop("duplicate-copy", "its sequence number had come before, on this feed or the other");
        outside = context.drop("outside-window", "its sequence number was too far from those of the feeds");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        int leg = legOf(packet);
        if (leg == NEITHER) {
            return Verdict.PASS;
        }
        if (!field.isIn(packet)) {
            unnumbered.increment();
            return passed(packet, leg);
        }
        FeedArbiter.Decision decision = arbiter.decide(field.of(packet), leg, packet.timestampNs());
        settle();
        return switch (decision) {
            case FORWARD -> {
                first[leg].increment();
                yield passed(packet, leg);
            }
            case COPY -> {
                copies[leg].increment();
                yield copy;
            }
            case OUTSIDE -> outside;
        };
    }

    private int legOf(Packet packet) {
        if (packet.udp() == null) {
            return NEITHER;
        }
        return a.isDestinationOf(packet) ? A : b.isDestinationOf(packet) ? B : NEITHER;
    }

    private Verdict passed(Packet packet, int leg) {
        if (leg == B && isRedirected) {
            a.redirect(packet);
        }
        return Verdict.PASS;
    }

    /** Brings the counters up to what the arbiter knows. */
    private void settle() {
        lost.add(arbiter.window().lost() - lost.value());
        restarts.add(arbiter.window().restarts() - restarts.value());
        missing.set(arbiter.window().missing());
        for (int leg = A; leg <= B; leg++) {
            missed[leg].add(arbiter.window().missedBy(leg) - missed[leg].value());
        }
    }

    /** What is missing now will not come any more. */
    @Override
    public void onDetach() {
        if (lost != null) {
            arbiter.window().settle();
            settle();
        }
    }
}
