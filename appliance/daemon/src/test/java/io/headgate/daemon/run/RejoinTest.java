package io.headgate.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.SourceException;
import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RejoinTest {
    private final InetAddress ipv4 = InetAddress.getByName("239.1.2.3");
    private final InetAddress ipv6 = InetAddress.getByName("ff3e::8000:1");
    private final List<InetAddress> wanted = List.of(ipv4, ipv6);
    private final Map<Boolean, String> failures = new HashMap<>();
    private final List<String> said = new ArrayList<>();
    private final Rejoin rejoin = new Rejoin(
            "eth1",
            wanted.stream()
                    .map(group -> new Group(group, 4096, "eth1", SourceList.any()))
                    .toList(),
            (interfaceName, groups, isIpv6, version) -> {
                if (failures.containsKey(isIpv6)) {
                    throw new SourceException(failures.get(isIpv6));
                }
            },
            said::add);

    RejoinTest() throws UnknownHostException {}

    private void reportTimes(int times) {
        for (int i = 0; i < times; i++) {
            rejoin.report(wanted, false, 3);
            rejoin.report(wanted, true, 2);
        }
    }

    @Test
    void shouldSayAFailureOnceThoughTheOtherFamilySucceeds() {
        failures.put(true, "no link-local address");
        reportTimes(5);

        assertThat(said).containsExactly("no link-local address");
        assertThat(rejoin.count(ipv4)).isEqualTo(5);
        assertThat(rejoin.count(ipv6)).isZero();
    }

    @Test
    void shouldSayEachFamilysFailureOnce() {
        failures.put(false, "no buffer");
        failures.put(true, "no link-local address");
        reportTimes(5);

        assertThat(said).containsExactly("no buffer", "no link-local address");
    }

    @Test
    void shouldSayAFailureAgainAfterASuccess() {
        failures.put(false, "no buffer");
        reportTimes(2);
        failures.clear();
        reportTimes(1);
        failures.put(false, "no buffer");
        reportTimes(2);

        assertThat(said).containsExactly("no buffer", "no buffer");
        assertThat(rejoin.count(ipv4)).isEqualTo(1);
        assertThat(rejoin.count(ipv6)).isEqualTo(5);
    }
}
