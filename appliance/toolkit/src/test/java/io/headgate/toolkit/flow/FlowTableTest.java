package io.headgate.toolkit.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headgate.toolkit.flow.RemovalListener.Reason;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTableTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long[] SEED = {1, 2};

    private final List<Reason> reasons = new ArrayList<>();
    private final FlowKey key = new FlowKey();
    private FlowTable table = table(2, (slot, reason) -> reasons.add(reason));

    private static FlowTable table(int capacity, RemovalListener listener) {
        return new FlowTable(capacity, 10 * MS, 0, SEED, listener);
    }

    private FlowKey flow(int number) {
        return key.setIpv4(6, number, 1_000, 0x7F00_0001, 80);
    }

    @Test
    void shouldFindAFlowFromBothEnds() {
        int slot = table.add(key.setIpv4(6, 1, 1_000, -2, 80), 0, MS);

        assertThat(table.find(key.setIpv4(6, -2, 80, 1, 1_000))).isEqualTo(slot);
        assertThat(table.isFromInitiator(slot, key)).isFalse();
        assertThat(table.find(key.setIpv4(6, 1, 1_000, -2, 80))).isEqualTo(slot);
        assertThat(table.isFromInitiator(slot, key)).isTrue();
        assertThat(table.find(key.setIpv4(6, 1, 80, -2, 1_000))).isEqualTo(FlowTable.NONE);
        assertThat(table.find(key.setIpv4(17, 1, 1_000, -2, 80))).isEqualTo(FlowTable.NONE);
        assertThat(table.find(key.setIpv6(6, 0, 1, 1_000, 0, 0xFFFF_FFFEL, 80))).isEqualTo(FlowTable.NONE);
    }

    @Test
    void shouldEvictWhatWasLongestWithoutAPacket() {
        int first = table.add(flow(1), 0, 50 * MS);
        table.add(flow(2), 0, MS);
        table.touch(first, 0, 50 * MS);

        table.add(flow(3), 0, 50 * MS);

        assertThat(table.find(flow(2))).isEqualTo(FlowTable.NONE);
        assertThat(table.find(flow(1))).isEqualTo(first);
        assertThat(reasons).containsExactly(Reason.EVICTED);
    }

    @Test
    void shouldLetAFlowGoAtMostATickLate() {
        int slot = table.add(flow(1), 0, 15 * MS);

        table.advance(19 * MS);
        assertThat(table.find(flow(1))).isEqualTo(slot);
        table.advance(20 * MS);
        assertThat(table.find(flow(1))).isEqualTo(FlowTable.NONE);
        assertThat(reasons).containsExactly(Reason.EXPIRED);
    }

    @Test
    void shouldEvictWhatWasOnlyBegunFirst() {
        FlowTable wide = table(64, (slot, reason) -> reasons.add(reason));
        for (int number = 0; number < 50; number++) {
            wide.settle(wide.add(flow(number), 0, 50 * MS), true);
        }

        for (int number = 1_000; number < 11_000; number++) {
            wide.add(flow(number), 0, 50 * MS);
        }

        for (int number = 0; number < 50; number++) {
            assertThat(wide.find(flow(number))).isNotEqualTo(FlowTable.NONE);
        }
        assertThat(wide.evicted()).isEqualTo(10_000 - 14);
        assertThat(wide.find(flow(10_999))).isNotEqualTo(FlowTable.NONE);
    }

    @Test
    void shouldKeepAnEighthForWhatBegins() {
        FlowTable wide = table(64, (slot, reason) -> reasons.add(reason));
        for (int number = 0; number < 64; number++) {
            wide.settle(wide.add(flow(number), 0, 50 * MS), true);
        }

        for (int number = 1_000; number < 11_000; number++) {
            wide.add(flow(number), 0, 50 * MS);
        }

        for (int number = 0; number < 64; number++) {
            assertThat(wide.find(flow(number)) != FlowTable.NONE)
                    .as("flow %d", number)
                    .isEqualTo(number >= 9);
        }
        for (int number = 10_991; number < 11_000; number++) {
            assertThat(wide.find(flow(number))).isNotEqualTo(FlowTable.NONE);
        }
    }

    @Test
    void shouldNoLongerSpareWhatIsOver() {
        int first = table.add(flow(1), 0, 50 * MS);
        table.settle(first, true);
        table.add(flow(2), 0, 50 * MS);
        table.settle(first, false);
        table.touch(table.find(flow(2)), 0, 50 * MS);

        table.add(flow(3), 0, 50 * MS);

        assertThat(table.find(flow(1))).isEqualTo(FlowTable.NONE);
        assertThat(table.find(flow(2))).isNotEqualTo(FlowTable.NONE);
    }

    /** With one flow in a slot that a settled one had. */
    @Test
    void shouldNotTakeANewFlowForASettledOne() {
        table.settle(table.add(flow(1), 0, 50 * MS), true);
        table.remove(table.find(flow(1)));
        table.add(flow(2), 0, 50 * MS);
        table.settle(table.add(flow(3), 0, 50 * MS), true);

        table.add(flow(4), 0, 50 * MS);

        assertThat(table.find(flow(2))).isEqualTo(FlowTable.NONE);
        assertThat(table.find(flow(3))).isNotEqualTo(FlowTable.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 3_600_000, 1_700_000_000_000L})
    void shouldGoOnByAClockThatWasSetBack(long backMs) {
        long nowNs = 1_700_000_000_000L * MS;
        table.advance(nowNs);
        table.add(flow(1), nowNs, 100 * MS);
        table.add(flow(2), nowNs, 300 * MS);
        nowNs += 40 * MS;
        table.advance(nowNs);

        nowNs -= backMs * MS;
        table.advance(nowNs);
        table.advance(nowNs + 50 * MS);
        assertThat(table.find(flow(1))).as("10 ms are left").isNotEqualTo(FlowTable.NONE);
        table.advance(nowNs + 70 * MS);
        assertThat(table.find(flow(1))).isEqualTo(FlowTable.NONE);
        table.touch(table.find(flow(2)), nowNs + 70 * MS, 300 * MS);
        table.advance(nowNs + 360 * MS);
        assertThat(table.find(flow(2))).isNotEqualTo(FlowTable.NONE);
        table.advance(nowNs + 380 * MS);
        assertThat(table.size()).isZero();
    }

    /** The first to hear of it need not be advance(). */
    @Test
    void shouldHearOfAClockThatWasSetBackFromAPacket() {
        table.advance(3_600_000 * MS);
        int slot = table.add(flow(1), 3_600_000 * MS, 100 * MS);

        table.touch(slot, 0, 100 * MS);
        table.advance(90 * MS);
        assertThat(table.find(flow(1))).isEqualTo(slot);
        table.advance(110 * MS);

        assertThat(reasons).containsExactly(Reason.EXPIRED);
    }

    @Test
    void shouldRefuseWhatACallerGotWrong() {
        assertThatThrownBy(() -> table(0, (slot, reason) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity must be from 1 to 16777216: 0");
        assertThatThrownBy(() -> table.touch(0, 0, MS)).hasMessage("no flow has slot 0 of 2");
        assertThatThrownBy(() -> table.add(flow(1), 0, 0))
                .hasMessageContaining("timeout in nanoseconds must be from 1");
        table.add(flow(1), 0, MS);
        assertThatThrownBy(() -> table.add(flow(1), 0, MS)).isInstanceOf(IllegalStateException.class);
        table = table(1, (slot, reason) -> table.remove(slot));
        int slot = table.add(flow(1), 0, MS);
        assertThatThrownBy(() -> table.remove(slot)).hasMessageContaining("must not change the table");
        assertThat(table.size()).isZero();
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FlowTable full = table(1_000, (slot, reason) -> {});
        drive(full, 0, 20_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        drive(full, 20_000, 1_000_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(full.evicted()).isPositive();
        assertThat(full.expired()).isPositive();
        assertThat(allocated).as("bytes for a million packets").isLessThan(10_000);
    }

    private void drive(FlowTable full, int from, int count) {
        for (int i = from; i < from + count; i++) {
            flow(i * 7 % 1_511);
            int slot = full.find(key);
            long timeoutNs = (1 + i % 40) * MS;
            if (slot == FlowTable.NONE) {
                full.add(key, i * 20_000L, timeoutNs);
            } else {
                full.touch(slot, i * 20_000L, timeoutNs);
            }
            if (i % 100_000 > 50_000) {
                full.advance(i * 20_000L);
            }
        }
    }
}
