package io.headgate.bench.mcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class McastNumbersTest {
    @Test
    void shouldReadDatagramsFromTheirColumn() {
        assertThat(McastLab.datagramsRead(List.of(
                        "Ip: Forwarding DefaultTTL",
                        "Ip: 1 64",
                        "Udp: InDatagrams NoPorts InErrors OutDatagrams",
                        "Udp: 4711 1 2 3",
                        "UdpLite: InDatagrams NoPorts",
                        "UdpLite: 9 9")))
                .isEqualTo(4711);
    }

    @Test
    void shouldReadWhatASenderSays() {
        Sent sent = Sent.parse("290764 in 4.000000 s");

        assertThat(sent.packets()).isEqualTo(290_764);
        assertThat(sent.pps()).isCloseTo(72_691, within(1.0));
    }

    @Test
    void shouldCompareWithinEachRoundAndOnlyEqualSizes() {
        List<Round> rounds = List.of(
                round(1, Sizes.EQUAL, 100, 300),
                round(1, Sizes.MIXED, 100, 50),
                round(2, Sizes.EQUAL, 200, 400),
                round(3, Sizes.EQUAL, 100, 250));

        assertThat(Round.ratio(rounds, Sizes.EQUAL).median()).isEqualTo(2.5);
        assertThat(Round.ratio(rounds, Sizes.MIXED).median()).isEqualTo(0.5);
    }

    private static Round round(int number, Sizes sizes, long plain, long headgate) {
        Map<Case, Sample> samples = new EnumMap<>(Case.class);
        samples.put(Case.PLAIN, new Sample(plain, 4 * plain, 1, 1));
        samples.put(Case.HEADGATE, new Sample(headgate, 4 * headgate, 1, 1));
        return new Round(number, sizes, samples);
    }
}
