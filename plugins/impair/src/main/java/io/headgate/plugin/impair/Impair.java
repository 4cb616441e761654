package io.headgate.plugin.impair;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import java.util.random.RandomGenerator;

/** Loses, delays, repeats and corrupts packets; counts and times them, so it wants them as they are on the wire. */
final class Impair implements Filter {
    private static final int IPV6_HEADER = 40;

    private final ImpairSettings settings;
    private final Departures departures;

    private FilterContext context;
    private RandomGenerator random;
    private Verdict lost;
    private Verdict queueFull;
    private Counter delayed;
    private Counter overtook;
    private Counter duplicated;
    private Counter notDuplicated;
    private Counter corrupted;
    private Gauge waiting;
    private Gauge waitingBytes;

    Impair(ImpairSettings settings) {
        this.settings = settings;
        Link link =
                settings.rate() == 0 ? null : new Link(settings.rate(), settings.burstBytes(), settings.queueBytes());
        departures = new Departures(settings.delay(), settings.keepsOrder(), link, settings.limit());
    }

    @Override
    public void onAttach(FilterContext context) {
        this.context = context;
        random = context.random();
        lost = context.drop("loss", "an impair filter lost the packet, as it was told to");
        queueFull = context.drop("queue-full", "more waited in an impair filter than its limit or queue-bytes allows");
        delayed = context.counter("delayed", "packets that waited before they left");
        overtook = context.counter("overtook", "packets that left at once while others were delayed");
        duplicated = context.counter("duplicated", "packets that leave twice");
        notDuplicated = context.counter("not-duplicated", "copies not made: no room for them, or the packet was cut");
        corrupted = context.counter("corrupted", "packets of which a bit was flipped");
        waiting = context.gauge("waiting", "packets and copies that wait");
        waitingBytes = context.gauge("waiting-bytes", "bytes that wait for the link");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (!settings.scope().has(packet)) {
            return Verdict.PASS;
        }
        if (settings.loss().loses(random)) {
            return lost;
        }
        int bytes = bytesOf(packet);
        long nowNs = departures.arrive(packet.timestampNs());
        boolean isOvertaking =
                settings.overtaking() != null && settings.overtaking().isNext(random);
        long leavesNs = departures.next(bytes, isOvertaking, random);
        if (leavesNs == Departures.FULL) {
            return queueFull;
        }
        if (Chance.of(settings.duplicate(), random)) {
            duplicate(packet, bytes);
        }
        if (settings.corruption().apply(packet, random)) {
            corrupted.increment();
        }
        if (isOvertaking) {
            overtook.increment();
        }
        showWaiting();
        if (leavesNs > nowNs) {
            delayed.increment();
            return context.hold(leavesNs);
        }
        // What is to leave now may still have others before it, which are due but have not left.
        return settings.isDelaying() && !isOvertaking ? context.hold(leavesNs) : Verdict.PASS;
    }

    /** The copy is made before the packet is corrupted, and takes its own time. */
    private void duplicate(Packet packet, int bytes) {
        long leavesNs = departures.next(bytes, false, random);
        boolean isMade = leavesNs != Departures.FULL && context.clone(packet, leavesNs);
        (isMade ? duplicated : notDuplicated).increment();
    }

    /** As the header says, so that packets which arrived cut count whole. */
    private static int bytesOf(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        return ipv4 != null ? ipv4.totalLength() : IPV6_HEADER + packet.ipv6().payloadLength();
    }

    private void showWaiting() {
        waiting.set(departures.waiting());
        waitingBytes.set(departures.waitingBytes());
    }

    @Override
    public void onTick(long nowNs) {
        departures.tick(nowNs);
        showWaiting();
    }

    @Override
    public boolean needsTicks() {
        return settings.isDelaying();
    }

    @Override
    public boolean damagesPackets() {
        return settings.corruption().isDamaging();
    }

    @Override
    public boolean needsFragmentPorts() {
        return !settings.scope().ports().isEmpty();
    }
}
