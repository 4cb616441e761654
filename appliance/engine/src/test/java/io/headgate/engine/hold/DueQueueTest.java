package io.headgate.engine.hold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DueQueueTest {
    private record Entry(long dueNs, long turn, int number) {}

    @Test
    void shouldGiveBackTheEarliestAndAmongEqualsTheFirst() {
        DueQueue queue = new DueQueue(4);
        int late = queue.add(30);
        int first = queue.add(10);
        int second = queue.add(10);

        assertThat(queue.firstDueNs()).isEqualTo(10);
        assertThat(queue.takeDue(9)).isEqualTo(DueQueue.NONE);
        assertThat(queue.takeDue(10)).isEqualTo(first);
        assertThat(queue.takeDue(10)).isEqualTo(second);
        assertThat(queue.takeDue(29)).isEqualTo(DueQueue.NONE);
        assertThat(queue.takeDue(Long.MAX_VALUE)).isEqualTo(late);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.firstDueNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldRefuseMoreThanItHolds() {
        DueQueue queue = new DueQueue(2);
        int first = queue.add(1);

        assertThat(queue.add(2)).isNotEqualTo(first).isNotEqualTo(DueQueue.NONE);
        assertThat(queue.add(0)).isEqualTo(DueQueue.NONE);
        assertThat(queue.takeDue(1)).isEqualTo(first);
        assertThat(queue.add(5)).isEqualTo(first);
        assertThat(new DueQueue(0).add(1)).isEqualTo(DueQueue.NONE);
    }

    @Test
    void shouldAgreeWithAPriorityQueue() {
        long seed = System.nanoTime();
        System.out.println("DueQueueTest seed=" + seed);
        Random random = new Random(seed);
        DueQueue queue = new DueQueue(100);
        PriorityQueue<Entry> model =
                new PriorityQueue<>(Comparator.comparingLong(Entry::dueNs).thenComparingLong(Entry::turn));
        BitSet used = new BitSet();

        for (int i = 0; i < 200_000; i++) {
            if (random.nextInt(1_000) >= 500 + (i / 1_000 % 2 == 0 ? -40 : 40)) {
                long dueNs = random.nextInt(50);
                int number = queue.add(dueNs);
                assertThat(number == DueQueue.NONE).isEqualTo(model.size() == 100);
                if (number != DueQueue.NONE) {
                    assertThat(used.get(number)).as("number %d is free", number).isFalse();
                    used.set(number);
                    model.add(new Entry(dueNs, i, number));
                }
            } else {
                long nowNs = random.nextInt(50);
                Entry first = model.peek();
                int expected = first == null || first.dueNs() > nowNs ? DueQueue.NONE : first.number();
                assertThat(queue.takeDue(nowNs)).isEqualTo(expected);
                if (expected != DueQueue.NONE) {
                    model.remove();
                    used.clear(expected);
                }
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }
}
