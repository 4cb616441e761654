package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortPoolTest {
    @ParameterizedTest
    @ValueSource(longs = {3, 77, 4_711})
    void shouldGiveEachPortOnceAndAllOfThem(long seed) {
        PortSet ports = PortSet.parse("1024-9000").without(List.of(PortSet.parse("2000-2999")));
        PortPool pool = new PortPool(ports);
        Random random = new Random(seed);
        Set<Integer> taken = new HashSet<>();

        for (int i = 0; i < ports.size(); i++) {
            int port = pool.take(random.nextInt(65_536), random);
            assertThat(ports.contains(port)).as("seed " + seed).isTrue();
            assertThat(taken.add(port)).as("seed " + seed).isTrue();
        }

        assertThat(pool.used()).isEqualTo(ports.size());
        assertThat(pool.take(5_000, random)).isEqualTo(PortPool.NONE);
        pool.release(8_999);
        assertThat(pool.take(5_000, random))
                .as("the other parity rather than none")
                .isEqualTo(8_999);
    }

    @Test
    void shouldSpreadPorts() {
        PortPool pool = new PortPool(PortSet.ALL);
        Random random = new Random(5);
        pool.claim(6_000);
        int low = 0;
        for (int i = 0; i < 1_000; i++) {
            low += pool.take(6_000, random) < 32_768 ? 1 : 0;
        }

        assertThat(low).isBetween(400, 600);
    }
}
