package io.headgate.engine.tap;

import io.headgate.api.Mirror;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.RecordRing;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The mirrors of one lane and the ring they share. Thread: the lane's, except where said. */
public final class LaneTap {
    /** For lanes without mirrors. */
    public static final LaneTap NONE = discarding(List.of());

    private final String laneName;
    private final RecordRing ring;
    private final LaneBell bell;
    private final InterfaceNames interfaces = new InterfaceNames();
    private final Map<String, Mirror> mirrors = new TreeMap<>();
    private boolean hasEveryName;
    private boolean isPublished;

    /** @param bell rung by {@link #announce} */
    LaneTap(String laneName, List<TapTarget> targets, int ringBytes, LaneBell bell) {
        this.laneName = laneName;
        this.ring = new RecordRing(ringBytes);
        this.bell = bell;
        for (int i = 0; i < targets.size(); i++) {
            TapTarget target = targets.get(i);
            mirrors.put(target.name(), new TapMirror(this, i, target.snaplen()));
        }
    }

    private LaneTap() {
        laneName = "";
        ring = null;
        bell = LaneBell.unheard();
    }

    /** Mirrors of these names that take every copy and keep none: for packets that are nobody's. */
    public static LaneTap discarding(Collection<String> names) {
        LaneTap tap = new LaneTap();
        names.forEach(name -> tap.mirrors.put(name, packet -> true));
        return tap;
    }

    /** The same for whatever name a filter asks. */
    public static LaneTap discardingAll() {
        LaneTap tap = new LaneTap();
        tap.hasEveryName = true;
        return tap;
    }

    /**
     * Finds a mirror. Any thread.
     *
     * @throws IllegalArgumentException if there is none of that name, naming those there are
     */
    public Mirror mirror(String name) {
        Mirror mirror = hasEveryName ? packet -> true : mirrors.get(name);
        if (mirror == null) {
            throw new IllegalArgumentException("there is no mirror '" + name + "'; "
                    + (mirrors.isEmpty()
                            ? "the configuration has none, add one under 'taps'"
                            : "under 'taps' the configuration has: " + String.join(", ", mirrors.keySet())));
        }
        return mirror;
    }

    /** Copies the first bytes of a packet into the ring; returns false if there is no room. */
    boolean put(SlotPacket packet, int kept, int mirror) {
        int at = ring.claim(TapRecord.size(kept));
        if (at == RecordRing.NONE) {
            return false;
        }
        TapRecord.put(ring.bytes(), at, packet, kept, mirror, interfaces.numberOf(packet.interfaceName()));
        ring.commit();
        isPublished = true;
        return true;
    }

    /** Wakes the reader if there is something new for it; at the end of a batch. */
    public void announce() {
        if (isPublished) {
            isPublished = false;
            bell.ring();
        }
    }

    /** What a mirror of this lane has counted. Any thread. */
    TapMirror counted(String name) {
        return (TapMirror) mirrors.get(name);
    }

    /** Thread: taps. */
    boolean isWaiting() {
        return ring.isWaiting();
    }

    /** Points at the next record; returns false if there is none. Thread: taps. */
    boolean next(TapRecord record) {
        int at = ring.next();
        if (at == RecordRing.NONE) {
            return false;
        }
        record.wrap(laneName, interfaces, ring.bytes(), at);
        return true;
    }

    /** Gives the latest record's room back. Thread: taps. */
    void release() {
        ring.release();
    }
}
