package io.headgate.net.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.net.sys.FakeLibc;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interfaces that come back, on a kernel of which the process may ask nothing that takes rights. */
class MembershipsTest {
    private static final int EPERM = 1;
    private static final int SOL_SOCKET = 1;

    private static final class UnprivilegedLibc extends FakeLibc {
        private int index = 7;

        @Override
        public int if_nametoindex(String name) {
            return index;
        }

        @Override
        public int setsockopt(int fd, int level, int option, long value, int valueLength) {
            return level == SOL_SOCKET ? fail(EPERM) : 0;
        }
    }

    private final UnprivilegedLibc libc = new UnprivilegedLibc();
    private final SourceCounters counters = new SourceCounters();
    private final Memberships memberships = new Memberships(libc, counters);

    private HeardInterface join(String address) {
        Group group = new Group(GroupTest.address(address), 4_096, "eth1", SourceList.any());
        return memberships.join(3, SocketPlan.of(List.of(group)).get(0));
    }

    @ParameterizedTest
    @CsvSource({"239.1.2.3, true", "ff15::1, false"})
    void shouldLookAtTheInterfaceWhereTheKernelDoesNot(String group, boolean isOtherHeard) {
        HeardInterface heard = join(group);

        assertThat(heard.isHeard(7)).isTrue();
        assertThat(heard.isHeard(8)).isEqualTo(isOtherHeard);
    }

    @Test
    void shouldHearAnIpv6GroupByTheInterfaceThatCameBack() {
        HeardInterface heard = join("ff15::1");

        libc.index = 0;
        memberships.check();
        assertThat(memberships.count()).isZero();
        libc.index = 9;
        memberships.check();

        assertThat(memberships.count()).isEqualTo(1);
        assertThat(counters.get(Counter.REJOINED)).isEqualTo(1);
        assertThat(counters.socketErrors().byErrno()).isEmpty();
        assertThat(heard.isHeard(9)).isTrue();
        assertThat(heard.isHeard(7)).isFalse();
    }
}
