package io.headgate.net.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.Linux;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An interface that goes and comes back to a kernel that refuses. */
class RefusedMembershipsTest {
    /** One interface; refuses every membership with {@code errno}, unless it is 0. */
    private static final class RefusingLibc extends FakeLibc {
        private int index = 7;
        private int errno;

        @Override
        public int if_nametoindex(String name) {
            return index;
        }

        @Override
        public int setsockopt(int fd, int level, int option, long value, int valueLength) {
            return errno == 0 ? 0 : fail(errno);
        }
    }

    private final RefusingLibc libc = new RefusingLibc();
    private final SourceCounters counters = new SourceCounters();
    private final List<String> warnings = new ArrayList<>();
    private final Memberships memberships = new Memberships(libc, counters, warnings::add);

    private void joinTwoGroups() {
        List<Group> groups = List.of(
                new Group(GroupTest.address("239.1.2.3"), 4096, "eth1", SourceList.any()),
                new Group(GroupTest.address("239.1.2.4"), 4096, "eth1", SourceList.any()));
        SocketPlan.of(groups).forEach(plan -> memberships.join(3, plan));
        assertThat(memberships.count()).isEqualTo(2);
    }

    private void checkTimes(int times) {
        for (int i = 0; i < times; i++) {
            memberships.check();
        }
    }

    @Test
    void shouldWarnOnceOfEachReasonWhyItCannotJoinAgain() {
        joinTwoGroups();
        libc.index = 0;
        memberships.check();
        libc.index = 8;
        libc.errno = Linux.ENOBUFS;
        checkTimes(5);

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .contains("239.1.2.3", "cannot join again: ENOBUFS", "igmp_max_memberships", "tried every second");
        assertThat(counters.socketErrors().byErrno()).isEqualTo(Map.of(Linux.ENOBUFS, 2L));

        libc.errno = Linux.ENODEV;
        checkTimes(5);
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(1)).contains("cannot join again: ENODEV", "see ip addr");
        assertThat(counters.get(Counter.REJOINED)).isZero();
        assertThat(memberships.count()).isZero();

        libc.errno = 0;
        checkTimes(5);
        assertThat(warnings).hasSize(2);
        assertThat(counters.get(Counter.REJOINED)).isEqualTo(2);
        assertThat(memberships.count()).isEqualTo(2);
    }

    @Test
    void shouldWarnAgainWhenTheInterfaceWentOnceMore() {
        joinTwoGroups();
        for (int round = 1; round <= 3; round++) {
            libc.index = 0;
            memberships.check();
            libc.index = 10 + round;
            libc.errno = Linux.ENODEV;
            checkTimes(2);
            assertThat(warnings).hasSize(round);
            libc.errno = 0;
            memberships.check();
        }
        assertThat(counters.get(Counter.REJOINED)).isEqualTo(6);
    }
}
