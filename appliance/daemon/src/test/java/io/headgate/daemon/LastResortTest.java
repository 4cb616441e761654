package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LastResortTest {
    private final List<Integer> halts = new ArrayList<>();

    private void endBy(Error failure) throws InterruptedException {
        Thread thread = new Thread(
                () -> {
                    throw failure;
                },
                "failing");
        thread.setUncaughtExceptionHandler(new LastResort(halts::add));
        thread.start();
        thread.join();
    }

    @Test
    void shouldEndTheProcessForAThreadThatLackedMemory() throws InterruptedException {
        endBy(new OutOfMemoryError("test"));

        assertThat(halts).containsExactly(3);
    }

    @Test
    void shouldOnlyTellOfOtherErrors() throws InterruptedException {
        endBy(new AssertionError("test"));

        assertThat(halts).isEmpty();
    }

    @Test
    void shouldEndTheProcessThoughTheErrorCannotBeLogged() throws InterruptedException {
        endBy(new OutOfMemoryError() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        });

        assertThat(halts).containsExactly(3);
    }
}
