package io.headgate.net.multicast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.engine.io.SourceException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupTest {
    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Group group(String address) {
        return new Group(address(address), 4096, "eth1", SourceList.any());
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1", "223.255.255.255", "240.0.0.1", "255.255.255.255", "fe80::1", "2001:db8::1", "0.0.0.0"})
    void shouldRefuseWhatIsNoGroup(String address) {
        assertThatThrownBy(() -> group(address))
                .isInstanceOf(SourceException.class)
                .hasMessageContainingAll("no multicast address", "224.0.0.0 to 239.255.255.255");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "65536"})
    void shouldRefuseAPortThatCannotBe(int port) {
        assertThatThrownBy(() -> new Group(address("239.0.0.1"), port, "eth1", SourceList.any()))
                .isInstanceOf(SourceException.class)
                .hasMessageContainingAll("239.0.0.1", "port " + port, "1 to 65535");
    }

    @Test
    void shouldRefuseAGroupWithoutInterface() {
        assertThatThrownBy(() -> new Group(address("239.0.0.1"), 1, " ", SourceList.any()))
                .isInstanceOf(SourceException.class)
                .hasMessageContainingAll("no interface", "ip link");
    }

    @Test
    void shouldRefuseSourcesThatCannotSend() {
        InetAddress host = address("192.0.2.1");
        assertThatThrownBy(() -> SourceList.only(List.of(host, address("2001:db8::1"))))
                .isInstanceOf(SourceException.class)
                .hasMessageContainingAll("2001:db8", "192.0.2.1", "own IP version");
        assertThatThrownBy(() -> new Group(address("ff15::1"), 1, "eth1", SourceList.only(List.of(host))))
                .isInstanceOf(SourceException.class)
                .hasMessageContainingAll("ff15", "192.0.2.1", "another IP version");
        assertThatThrownBy(() -> SourceList.only(List.of(address("239.0.0.2"))))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("no sender's address");
        assertThatThrownBy(() -> SourceList.allBut(List.of(host, host)))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> SourceList.only(List.of()))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("nobody could be heard");
    }

    @ParameterizedTest
    @CsvSource({
        "224.0.0.1, true", "224.0.0.255, true", "224.0.1.0, false", "239.0.0.0, false",
        "ff02::1, true", "ff02::1:2, true", "ff05::2, false", "ff15::2, false"
    })
    void shouldAllowLinkLocalGroupsOnlyWhenListed(String address, boolean isLinkLocal) {
        List<Group> groups = List.of(group(address));
        assertThat(groups.get(0).isLinkLocal()).isEqualTo(isLinkLocal);
        if (isLinkLocal) {
            assertThatThrownBy(() -> Group.check(groups, Set.of(address("224.0.0.9"))))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContainingAll("link-local", "allowed");
        } else {
            assertThatCode(() -> Group.check(groups, Set.of())).doesNotThrowAnyException();
        }
        assertThatCode(() -> Group.check(groups, Set.of(address(address)))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAGroupThatComesTwice() {
        Group first = group("239.0.0.1");
        Group again = new Group(address("239.0.0.1"), 4096, "eth1", SourceList.only(List.of(address("192.0.2.1"))));
        assertThatThrownBy(() -> Group.check(List.of(first, again), Set.of()))
                .isInstanceOf(SourceException.class)
                .hasMessageContainingAll("239.0.0.1", "4096", "eth1", "twice");
        assertThatThrownBy(() -> Group.check(List.of(), Set.of())).hasMessageContaining("none");
    }
}
