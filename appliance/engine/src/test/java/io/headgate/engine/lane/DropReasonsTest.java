package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Verdict;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DropReasonsTest {
    private static final int REASONS = 256;

    @Test
    void shouldLetOneThreadDeclareWhileAnotherCounts() throws InterruptedException {
        DropReasons reasons = new DropReasons();
        AtomicReference<Verdict> newest = new AtomicReference<>(reasons.declare("r0", "any"));
        Thread admin = new Thread(() -> {
            for (int i = 1; i < REASONS; i++) {
                newest.set(reasons.declare("r" + i, "any"));
                for (int j = 0; j < 1_000; j++) {
                    Thread.onSpinWait();
                }
            }
        });

        admin.start();
        long counted = 0;
        do {
            Verdict verdict = newest.get();
            assertThat(reasons.isDeclared(verdict)).isTrue();
            reasons.count(verdict.reasonIndex());
            counted++;
        } while (newest.get().reasonIndex() < REASONS - 1);
        admin.join();

        assertThat(reasons.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(counted);
        assertThat(reasons.explanations()).hasSize(REASONS);
    }
}
