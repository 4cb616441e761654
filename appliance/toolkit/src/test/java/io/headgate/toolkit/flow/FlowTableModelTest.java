package io.headgate.toolkit.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.toolkit.flow.RemovalListener.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Long random sequences, beside a LinkedHashMap in order of the latest packets that is walked through for every question. */
class FlowTableModelTest {
    private static final long TICK = 1_000_000;
    private static final int STEPS = 60_000;

    record Known(int slot, boolean isReversed, long dueTick, boolean isSettled) {}

    record Removal(long flow, int slot, Reason reason) {}

    private final FlowKey key = new FlowKey();
    private final FlowKey first = new FlowKey();
    private final LinkedHashMap<Long, Known> model = new LinkedHashMap<>();
    private final List<Removal> removals = new ArrayList<>();
    private int capacity;

    /** What the caller's clock says, and what has passed since the first time whatever it was set to. */
    private long nowNs;

    private long passedNs;
    private long latestNs;
    private long nowTick;

    static LongStream seeds() {
        return new Random(20_261_122).longs(24);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldDoWhatTheModelDoes(long seed) {
        Random random = new Random(seed);
        capacity = 1 + random.nextInt(300);
        int flows = 1 + random.nextInt(capacity * 3);
        nowNs = random.nextLong() >> 2;
        passedNs = nowNs;
        latestNs = nowNs;
        nowTick = Math.floorDiv(nowNs, TICK);
        long[] secret = {random.nextLong(), random.nextLong()};
        long[] owner = new long[capacity];
        FlowTable table = new FlowTable(capacity, TICK, nowNs, secret, (slot, reason) -> {
            removals.add(new Removal(owner[slot], slot, reason));
        });
        Map<Reason, Integer> counts = new EnumMap<>(Reason.class);

        for (int step = 0; step < STEPS; step++) {
            List<Removal> expected = new ArrayList<>();
            long flow = random.nextInt(flows);
            set(flow, random.nextBoolean());
            int slot = table.find(key);
            Known known = model.get(flow);
            assertThat(slot).as("seed %d step %d", seed, step).isEqualTo(known == null ? FlowTable.NONE : known.slot());
            int what = random.nextInt(100);
            if (what < 15) {
                expected = advance(random);
                table.advance(nowNs);
            } else if (known == null) {
                if (model.size() == capacity) {
                    Map.Entry<Long, Known> oldest = first();
                    expected.add(new Removal(oldest.getKey(), oldest.getValue().slot(), Reason.EVICTED));
                    model.remove(oldest.getKey());
                }
                long timeoutNs = timeoutNs(random);
                slot = table.add(key, nowNs, timeoutNs);
                owner[slot] = flow;
                model.put(flow, new Known(slot, key.isReversed(), dueTick(timeoutNs), false));
            } else if (what < 20) {
                table.remove(slot);
                expected.add(new Removal(flow, slot, Reason.REMOVED));
                model.remove(flow);
            } else if (what < 30) {
                boolean isSettled = random.nextInt(3) > 0;
                table.settle(slot, isSettled);
                if (known.isSettled() != isSettled) {
                    model.remove(flow);
                    model.put(flow, new Known(slot, known.isReversed(), known.dueTick(), isSettled));
                }
            } else {
                long timeoutNs = timeoutNs(random);
                table.touch(slot, nowNs, timeoutNs);
                assertThat(table.isFromInitiator(slot, key)).isEqualTo(key.isReversed() == known.isReversed());
                table.read(slot, first);
                assertThat(first.isReversed()).isEqualTo(known.isReversed());
                assertThat(first.firstLow).isEqualTo(key.firstLow);
                assertThat(first.ports).isEqualTo(key.ports);
                model.remove(flow);
                model.put(flow, new Known(slot, known.isReversed(), dueTick(timeoutNs), known.isSettled()));
            }
            assertThat(removals).as("seed %d step %d", seed, step).containsExactlyInAnyOrderElementsOf(expected);
            removals.forEach(removal -> counts.merge(removal.reason(), 1, Integer::sum));
            removals.clear();
            assertThat(table.size()).isEqualTo(model.size());
        }

        assertThat(table.expired())
                .isEqualTo((long) counts.getOrDefault(Reason.EXPIRED, 0))
                .isPositive();
        assertThat(table.removed())
                .isEqualTo((long) counts.getOrDefault(Reason.REMOVED, 0))
                .isPositive();
        assertThat(table.evicted()).isEqualTo((long) counts.getOrDefault(Reason.EVICTED, 0));
        assertThat(table.added() - table.expired() - table.removed() - table.evicted())
                .isEqualTo(table.size());
        List<Long> inOrder = new ArrayList<>();
        while (!model.isEmpty()) {
            inOrder.add(first().getKey());
            model.remove(first().getKey());
        }
        table.clear();
        assertThat(removals.stream().map(Removal::flow)).isEqualTo(inOrder);
    }

    /** What makes room for another. */
    private Map.Entry<Long, Known> first() {
        long passing =
                model.values().stream().filter(known -> !known.isSettled()).count();
        boolean isSettled = passing <= capacity / 8 && passing < model.size();
        return model.entrySet().stream()
                .filter(entry -> entry.getValue().isSettled() == isSettled)
                .findFirst()
                .orElseThrow();
    }

    /** Half of the flows are IPv6; neighbours share addresses, ports or both but for the protocol. */
    private void set(long flow, boolean isReply) {
        int port = (int) (flow / 3 % 7) + 65_530;
        int protocol = flow % 3 == 0 ? 6 : 17;
        int a = (int) (flow / 2) - 20;
        int here = isReply ? 53 : port;
        int there = isReply ? port : 53;
        if (flow % 2 == 0) {
            key.setIpv4(protocol, isReply ? 9 : a, here, isReply ? a : 9, there);
        } else {
            long low = a & 0xFFFF_FFFFL;
            key.setIpv6(
                    protocol, isReply ? -1 : 0, isReply ? 9 : low, here, isReply ? 0 : -1, isReply ? low : 9, there);
        }
    }

    /** Mostly short; some beyond what the wheel reaches. */
    private static long timeoutNs(Random random) {
        return 1L + random.nextInt((int) (random.nextInt(10) == 0 ? 2_000 * TICK : 50 * TICK));
    }

    private long dueTick(long timeoutNs) {
        return Math.floorDiv(latestNs + timeoutNs + TICK - 1, TICK);
    }

    /** Time goes on, jumps, goes back a little, or is set back. */
    private List<Removal> advance(Random random) {
        int kind = random.nextInt(40);
        if (kind == 3) {
            nowNs -= (1L + random.nextInt(1_000_000)) * 11 * TICK;
            passedNs = latestNs;
        } else {
            long stepNs = kind == 0 ? 3_000 * TICK : kind == 1 ? -2 * TICK : random.nextInt((int) (4 * TICK));
            nowNs += stepNs;
            passedNs += stepNs;
            latestNs = Math.max(latestNs, passedNs);
        }
        List<Removal> due = new ArrayList<>();
        long tick = Math.floorDiv(latestNs, TICK);
        if (tick > nowTick) {
            nowTick = tick;
            for (Iterator<Map.Entry<Long, Known>> all = model.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<Long, Known> entry = all.next();
                if (entry.getValue().dueTick() <= tick) {
                    due.add(new Removal(entry.getKey(), entry.getValue().slot(), Reason.EXPIRED));
                    all.remove();
                }
            }
        }
        return due;
    }
}
