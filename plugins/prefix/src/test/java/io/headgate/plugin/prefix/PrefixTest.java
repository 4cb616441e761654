package io.headgate.plugin.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
    private static final String OTHER = "203.0.113.9";
    private static final String OTHER_IPV6 = "fe80::9";

    private static byte[] address(String text) throws UnknownHostException {
        return InetAddress.getByName(text).getAddress();
    }

    private static SlotPacket packet(String source, String destination) throws UnknownHostException {
        byte[] from = address(source);
        ByteBuffer header = from.length == 4 ? ByteBuffer.allocate(20) : ByteBuffer.allocate(40);
        int at = from.length == 4 ? 12 : 8;
        header.putInt(0, from.length == 4 ? 0x4500_0014 : 0x6000_0000).put(from.length == 4 ? 9 : 6, (byte) 59);
        header.put(at, from).put(at + from.length, address(destination));
        return new OnePacket().load(header.array());
    }

    private static String addressOf(SlotPacket packet, boolean isDestination) throws UnknownHostException {
        boolean isIpv6 = packet.ipv6() != null;
        byte[] address = new byte[isIpv6 ? 16 : 4];
        int at = (isIpv6 ? 8 : 12) + (isDestination ? address.length : 0);
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) packet.u8(at + i);
        }
        return InetAddress.getByAddress(address).getHostAddress();
    }

    private static Filter create(Map<String, ?> with) throws Exception {
        return new PrefixFactory().create(new MapSettings(with));
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(PrefixFactory.class)
                .returns("prefix", FilterFactory::name);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 172.0.0.0/8, 10.1.2.3, 172.1.2.3",
        "10.16.0.0/12, 172.16.0.0/12, 10.31.255.255, 172.31.255.255",
        // A shorter network leaves the bits between both lengths as they were.
        "10.17.0.0/16, 172.0.0.0/8, 10.17.2.3, 172.17.2.3",
        "192.0.2.1/32, 198.51.100.7/32, 192.0.2.1, 198.51.100.7",
        "0.0.0.0/0, 0.0.0.0/0, 10.1.2.3, 10.1.2.3",
        "128.0.0.0/1, 0.0.0.0/1, 255.255.255.255, 127.255.255.255",
        "10.0.0.0/8, 172.0.0.0/8, 11.1.2.3, 11.1.2.3",
        "192.0.2.0/25, 198.51.100.128/25, 192.0.2.128, 192.0.2.128",
        "2001:db8::/32, 2001:db9::/32, 2001:db8:1:2:3:4:5:6, 2001:db9:1:2:3:4:5:6",
        "2001:db8:0:1::/64, fd00:0:0:2::/64, 2001:db8:0:1:0:0:0:5, fd00:0:0:2:0:0:0:5",
        "2001:db8::/72, fd00::/72, 2001:db8:0:0:0:4:5:6, fd00:0:0:0:0:4:5:6",
        "2001:db8::7/128, fd00::9/128, 2001:db8:0:0:0:0:0:7, fd00:0:0:0:0:0:0:9",
        "2001:db8::/72, fd00::/72, 2001:db8:0:0:100:4:5:6, 2001:db8:0:0:100:4:5:6",
        "0.0.0.0/0, 0.0.0.0/0, 2001:db8:0:0:0:0:0:7, 2001:db8:0:0:0:0:0:7",
    })
    void shouldReplaceTheNetworkPart(String from, String to, String before, String after) throws Exception {
        String other = before.contains(":") ? OTHER_IPV6 : OTHER;
        SlotPacket destination = packet(other, before);
        SlotPacket source = packet(before, other);

        Verdict verdict = create(Map.of("destination", from, "to", to)).onPacket(destination);
        create(Map.of("source", from, "to", to)).onPacket(source);

        assertThat(verdict).isSameAs(Verdict.PASS);
        assertThat(addressOf(destination, true)).isEqualTo(after);
        assertThat(addressOf(source, false)).isEqualTo(after);
        assertThat(destination.isChanged()).isEqualTo(!before.equals(after));
    }

    @Test
    void shouldLeaveTheOtherEndAlone() throws Exception {
        SlotPacket packet = packet("10.9.9.9", "10.1.2.3");

        create(Map.of("destination", "10.0.0.0/8", "to", "172.0.0.0/8")).onPacket(packet);

        assertThat(addressOf(packet, false)).isEqualTo("10.9.9.9");
        assertThat(addressOf(packet, true)).isEqualTo("172.1.2.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0/8", "example.net/8", "300.0.0.0/8", "10.0.0.0/", "1::2::3/8", ""})
    void shouldRefuseWhatIsNoNetwork(String wrong) {
        assertThatThrownBy(() -> create(Map.of("destination", wrong, "to", "172.0.0.0/8")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("destination '" + wrong + "' is no network; write 10.0.0.0/8 or 2001:db8::/32");
    }

    @Test
    void shouldRefuseNetworksThatDoNotFit() {
        assertThatThrownBy(() -> create(Map.of("destination", "10.0.0.0/33", "to", "172.0.0.0/8")))
                .hasMessage("destination '10.0.0.0/33' has a length beyond 32");
        assertThatThrownBy(() -> create(Map.of("destination", "10.0.0.0/8", "to", "172.16.0.0/8")))
                .hasMessage("to '172.16.0.0/8' has bits set behind its first 8");
        assertThatThrownBy(() -> create(Map.of("destination", "10.0.0.0/8", "to", "2001:db8::/8")))
                .hasMessage("to '2001:db8::/8' has bits set behind its first 8");
        assertThatThrownBy(() -> create(Map.of("source", "10.0.0.0/8", "to", "fd00::/8")))
                .hasMessage("to must be of the same family as the network it replaces");
        assertThatThrownBy(() -> create(Map.of("source", "10.0.0.0/8", "to", "172.16.0.0/12")))
                .hasMessage("to must not be longer than /8: several addresses would become the same");
        assertThatThrownBy(() -> create(Map.of("source", "::ffff:1.2.3.4/128", "to", "fd00::/8")))
                .hasMessageContaining("write it as IPv4");
        assertThatThrownBy(() -> create(Map.of("source", "10.0.0.0/8")))
                .hasMessage("to is missing: give a network, as in 10.0.0.0/8 or 2001:db8::/32");
    }

    @Test
    void shouldTakeExactlyOneEnd() {
        String network = "10.0.0.0/8";
        assertThatThrownBy(() -> create(Map.of("to", network)))
                .hasMessage("prefix needs either 'destination' or 'source', a network");
        assertThatThrownBy(() -> create(Map.of("to", network, "source", network, "destination", network)))
                .hasMessage("prefix needs either 'destination' or 'source', a network");
    }

    @Test
    void shouldCopeWithUncutSegments() throws Exception {
        assertThat(create(Map.of("source", "10.0.0.0/8", "to", "172.0.0.0/8")).segments())
                .isEqualTo(Segments.ANY);
    }
}
