package io.headgate.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.net.sys.Linux;
import org.junit.jupiter.api.Test;

/** What sources and receivers count is said when it is new, and only then. */
class SourceNewsTest {
    private final SourceCounters counters = new SourceCounters();
    private final SourceNews news = new SourceNews("edge", counters);

    @Test
    void shouldSayWhatIsNewAndNothingTwice() {
        try (LogLines log = new LogLines(SourceNews.class)) {
            news.look();
            assertThat(log.take()).isEmpty();

            counters.add(Counter.OVERFLOWS, 3);
            counters.add(Counter.UNREADABLE, 2);
            counters.add(Counter.TRUNCATED, 7);
            counters.add(Counter.LOOPED, 1);
            counters.add(Counter.REJOINED, 4);
            news.look();
            assertThat(log.take())
                    .hasSize(5)
                    .contains(
                            "WARN lane=edge receive buffer overflowed, times=3",
                            "WARN lane=edge received messages=2 that made no sense, and left them out",
                            "WARN lane=edge packets=7 arrived cut: they are longer than the lane has room for",
                            "INFO lane=edge joined again after an interface came back, memberships=4")
                    .anyMatch(line -> line.startsWith("ERROR lane=edge dropped packets=1 that came back"));
            news.look();
            assertThat(log.take()).isEmpty();

            counters.add(Counter.TRUNCATED, 1);
            news.look();
            assertThat(log.take())
                    .containsExactly(
                            "WARN lane=edge packets=1 arrived cut: they are longer than the lane has room for");
        }
    }

    @Test
    void shouldSayByErrnoOnlyWhatIsNew() {
        try (LogLines log = new LogLines(SourceNews.class)) {
            counters.socketErrors().add(Linux.ENOBUFS, 5);
            news.look();
            counters.socketErrors().add(Linux.ENOBUFS, 1);
            counters.socketErrors().add(Linux.ENODEV, 2);
            news.look();
            counters.socketErrors().add(Linux.ENODEV, 3);
            news.look();
            news.look();

            assertThat(log.take())
                    .containsExactly(
                            "WARN lane=edge calls on its sockets failed, errors={ENOBUFS=5}",
                            "WARN lane=edge calls on its sockets failed, errors={ENODEV=2, ENOBUFS=1}",
                            "WARN lane=edge calls on its sockets failed, errors={ENODEV=3}");
        }
    }

    @Test
    void shouldSayOnceThatForeignDatagramsCome() {
        try (LogLines log = new LogLines(SourceNews.class)) {
            for (int i = 0; i < 3; i++) {
                counters.add(Counter.FOREIGN, 1);
                news.look();
            }

            assertThat(log.take())
                    .containsExactly(
                            "INFO lane=edge leaves out datagrams that were sent to none of its groups; said once");
        }
    }

    @Test
    void shouldNameAReceiversNewErrorsBesideTheirNumber() {
        ErrnoCounters errors = new ErrnoCounters();
        ReceiverNews receiver = new ReceiverNews("feed", "192.0.2.33:4097", errors);
        try (LogLines log = new LogLines(ReceiverNews.class)) {
            errors.add(Linux.ENOBUFS, 12);
            receiver.look();
            errors.add(Linux.ENOBUFS, 1);
            errors.add(Linux.ENODEV, 2);
            receiver.look();
            receiver.look();

            String who = "WARN lane=feed receiver=192.0.2.33:4097 did not get datagrams=";
            assertThat(log.take())
                    .containsExactly(who + "12 errors={ENOBUFS=12}", who + "3 errors={ENODEV=2, ENOBUFS=1}");
        }
    }
}
