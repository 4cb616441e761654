package io.headgate.net.sys;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.Command;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HangupTest {
    @Test
    void shouldRunTheActionForEachHangupAndLive() throws InterruptedException {
        Semaphore hangups = new Semaphore(0);
        Hangup.handle(hangups::release);

        for (int i = 0; i < 3; i++) {
            Command.run(List.of(
                    "kill", "-HUP", Long.toString(ProcessHandle.current().pid())));

            assertThat(hangups.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
