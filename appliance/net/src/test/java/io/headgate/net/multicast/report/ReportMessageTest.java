package io.headgate.net.multicast.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.multicast.Group;
import io.headgate.net.multicast.SourceList;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportMessageTest {
    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (java.net.UnknownHostException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static SourceList sources(boolean areWanted, String... addresses) {
        List<InetAddress> all =
                List.of(addresses).stream().map(ReportMessageTest::address).toList();
        return areWanted ? SourceList.only(all) : SourceList.allBut(all);
    }

    private static String hex(ReportMessage message) {
        byte[] bytes = new byte[message.bytes().capacity()];
        message.bytes().get(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "239.92.1.1, 1, 239.92.1.1, 1200fda1ef5c0101",
        "239.92.1.1, 2, 239.92.1.1, 1600f9a1ef5c0101",
        "239.92.1.1, 3, 224.0.0.22, 2200eba00000000102000000ef5c0101",
        "ff3e::92, 1, ff3e::92, 8300000000000000ff3e0000000000000000000000000092",
        "ff3e::92, 2, ff02::16, 8f0000000000000102000000ff3e0000000000000000000000000092",
    })
    void shouldSayThatAGroupIsWanted(String group, int version, String to, String message) {
        GroupState state = new GroupState(address(group), SourceList.any());

        List<ReportMessage> messages = ReportMessage.of(List.of(state), state.isIpv6(), version);

        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).to()).isEqualTo(address(to));
        assertThat(hex(messages.get(0))).isEqualTo(message);
    }

    @Test
    void shouldTellSourcesOfSeveralGroupsInOneReport() {
        List<ReportMessage> messages = ReportMessage.of(
                List.of(
                        new GroupState(address("239.0.0.1"), sources(true, "10.0.0.1", "10.0.0.2")),
                        new GroupState(address("239.0.0.2"), sources(false, "10.0.0.3"))),
                false,
                3);

        assertThat(messages).hasSize(1);
        assertThat(hex(messages.get(0)))
                .startsWith("2200")
                .endsWith("00000002" + "01000002ef0000010a0000010a000002" + "02000001ef0000020a000003");
    }

    @Test
    void shouldSplitWhatDoesNotFitAndLoseNoIncludedSource() {
        String[] many = IntStream.range(0, 700)
                .mapToObj(i -> "10.1." + i / 256 + "." + i % 256)
                .toArray(String[]::new);
        List<GroupState> states = new ArrayList<>();
        IntStream.range(0, 200).forEach(i -> states.add(new GroupState(address("239.1.0." + i), SourceList.any())));
        states.add(new GroupState(address("239.2.0.1"), sources(true, many)));
        states.add(new GroupState(address("239.2.0.2"), sources(false, many)));

        List<ReportMessage> messages = ReportMessage.of(states, false, 3);

        assertThat(messages).allMatch(message -> message.bytes().capacity() <= ReportMessage.MOST_BYTES);
        String all =
                String.join("", messages.stream().map(ReportMessageTest::hex).toList());
        assertThat(all).contains("ef0100c7");
        for (String source : many) {
            assertThat(all).contains(HexFormat.of().formatHex(address(source).getAddress()));
        }
    }

    @Test
    void shouldJoinWhatAllMembershipsOfAGroupWant() {
        InetAddress group = address("239.0.0.1");
        List<Group> all = List.of(
                new Group(group, 1, "eth0", sources(false, "10.0.0.1", "10.0.0.2", "10.0.0.3")),
                new Group(group, 2, "eth0", sources(false, "10.0.0.2", "10.0.0.3", "10.0.0.4")),
                new Group(group, 3, "eth0", sources(true, "10.0.0.3")),
                new Group(group, 1, "eth1", sources(true, "10.0.0.5")),
                new Group(group, 2, "eth1", sources(true, "10.0.0.6", "10.0.0.5")),
                new Group(address("239.0.0.2"), 1, "eth1", SourceList.any()));

        assertThat(GroupState.of(group, "eth0", all).sources()).isEqualTo(sources(false, "10.0.0.2"));
        assertThat(GroupState.of(group, "eth1", all).sources()).isEqualTo(sources(true, "10.0.0.5", "10.0.0.6"));
    }
}
