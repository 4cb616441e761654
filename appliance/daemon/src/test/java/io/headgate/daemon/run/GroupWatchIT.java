package io.headgate.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.report.GroupReport;
import io.headgate.net.lab.RouterLab;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A watch on an interface of the lab's router. */
@EnabledIf(value = "io.headgate.net.sys.Sys#isRoot", disabledReason = "needs root")
@Timeout(60)
class GroupWatchIT {
    private static final int ROUNDS = 2_000;

    private static GroupWatch watch() {
        DatagramLane lane = (DatagramLane) new ConfigReader()
                .parse("feed.yaml", """
                        lanes:
                          - name: feed
                            listen: [{ port: 4096, mode: multi, address: 239.1.2.3, interface: wan }]
                            send-to: [{ address: 192.0.2.33, port: 4097 }]
                            chain: [{ plugin: passthru }]
                        """.replace("wan", RouterLab.WAN))
                .lanes()
                .get(0);
        return GroupWatch.of(lane, lane.groups()).get(0);
    }

    private static boolean isWatched(GroupWatch watch) {
        return watch.report(System.nanoTime()).stream().allMatch(GroupReport.OfGroup::isWatched);
    }

    @Test
    void shouldNotOpenAgainAfterItWasClosed() {
        try (RouterLab lab = RouterLab.create()) {
            List<Boolean> watched = lab.router().call(() -> {
                GroupWatch watch = watch();
                watch.poll(System.nanoTime());
                boolean isOpen = isWatched(watch);
                watch.close();
                watch.poll(System.nanoTime());
                return List.of(isOpen, isWatched(watch));
            });

            assertThat(watched).containsExactly(true, false);
        }
    }

    /** The stop does not wait for a late watch thread. */
    @Test
    void shouldBearBeingClosedByAnotherThreadWhileItPolls() {
        try (RouterLab lab = RouterLab.create();
                LogLines log = new LogLines(GroupWatch.class)) {
            GroupWatch watch = watch();
            AtomicBoolean isClosed = new AtomicBoolean();
            lab.router().call(() -> {
                watch.poll(System.nanoTime());
                Thread closing = new Thread(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        assertThat(isWatched(watch)).isTrue();
                    }
                    watch.close();
                    isClosed.set(true);
                });
                closing.start();
                while (closing.isAlive()) {
                    watch.poll(System.nanoTime());
                }
                watch.poll(System.nanoTime());
                return null;
            });

            assertThat(isClosed).as("all rounds found it open").isTrue();
            assertThat(isWatched(watch)).isFalse();
            assertThat(log.take()).isEmpty();
        }
    }
}
