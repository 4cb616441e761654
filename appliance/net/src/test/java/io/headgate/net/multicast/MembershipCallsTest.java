package io.headgate.net.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.sys.FakeLibc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The structures byte by byte, on a little-endian machine as all we run on. */
class MembershipCallsTest {
    private static final int ENOBUFS = 105;

    /** Keeps what is set, as "level/option bytes", and refuses the calls numbered in {@code refused}. */
    private static final class RecordingLibc extends FakeLibc {
        private final List<String> calls = new ArrayList<>();
        private final int refused;

        RecordingLibc(int refused) {
            this.refused = refused;
        }

        @Override
        public int setsockopt(int fd, int level, int option, long value, int valueLength) {
            calls.add(level + "/" + option + " " + HexFormat.of().formatHex(bytesAt(value, valueLength)));
            return calls.size() == refused ? fail(ENOBUFS) : 0;
        }
    }

    private static Membership membership(String group, SourceList sources) {
        return new Membership(new Group(GroupTest.address(group), 4096, "eth1", sources), sources);
    }

    private static SourceList only(String... senders) {
        return SourceList.only(Arrays.stream(senders).map(GroupTest::address).toList());
    }

    /** A {@code sockaddr_storage} that begins with these bytes. */
    private static String storage(String begin) {
        return begin + "00".repeat(128 - begin.length() / 2);
    }

    @Test
    void shouldJoinAGroupOfAnySource() {
        RecordingLibc libc = new RecordingLibc(0);

        int errno = new MembershipCalls(libc, MulticastAbi.LINUX).join(3, membership("239.1.2.3", SourceList.any()), 7);

        assertThat(errno).isZero();
        assertThat(libc.calls).containsExactly("0/42 0700000000000000" + storage("02000000ef010203"));
    }

    @Test
    void shouldJoinAnIpv6GroupOfOneSource() {
        RecordingLibc libc = new RecordingLibc(0);

        new MembershipCalls(libc, MulticastAbi.LINUX).join(3, membership("ff15::1", only("2001:db8::2")), 7);

        assertThat(libc.calls)
                .containsExactly("41/46 0700000000000000"
                        + storage("0a00000000000000ff150000000000000000000000000001")
                        + storage("0a0000000000000020010db8000000000000000000000002"));
    }

    @Test
    void shouldUseTheNumbersAndAddressesOfFreebsd() {
        RecordingLibc libc = new RecordingLibc(0);
        MembershipCalls calls = new MembershipCalls(libc, MulticastAbi.FREEBSD);
        SourceList allBut = SourceList.allBut(List.of(GroupTest.address("192.0.2.1")));

        calls.join(3, membership("239.1.2.3", allBut), 7);
        calls.leave(3, membership("ff15::1", SourceList.any()), 7);

        assertThat(libc.calls)
                .containsExactly(
                        "0/80 0700000000000000" + storage("10020000ef010203"),
                        "0/84 0700000000000000" + storage("10020000ef010203") + storage("10020000c0000201"),
                        "41/81 0700000000000000" + storage("1c1c000000000000ff150000000000000000000000000001"));
    }

    @Test
    void shouldLeaveAGroupOfWhichASourceIsRefused() {
        RecordingLibc libc = new RecordingLibc(2);

        int errno = new MembershipCalls(libc, MulticastAbi.LINUX)
                .join(3, membership("239.1.2.3", only("192.0.2.1", "192.0.2.2")), 7);

        assertThat(errno).isEqualTo(ENOBUFS);
        assertThat(libc.calls).hasSize(3);
        assertThat(libc.calls.get(2)).isEqualTo("0/45 0700000000000000" + storage("02000000ef010203"));
    }
}
