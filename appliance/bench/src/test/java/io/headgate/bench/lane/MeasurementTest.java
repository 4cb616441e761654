package io.headgate.bench.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.Verdict;
import io.headgate.daemon.cli.CliException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MeasurementTest {
    private static final int WINDOW = 50_000;
    private static final int ROUNDS = 3;
    private static final int TTL = 33;
    private static final int DESTINATION = 0xC000_0201;

    private final List<byte[]> corpus = Corpus.packets();
    private final Measurement measurement = new Measurement(corpus, WINDOW, ROUNDS);

    @Test
    void shouldMeasureEachRoundOfAPassingLane() {
        Trial trial = measurement.run("passthrough", packet -> Verdict.PASS, corpus);

        assertThat(trial.ratesPps()).hasSize(ROUNDS).allMatch(rate -> rate > 0);
        assertThat(trial.packets()).isEqualTo(WINDOW * (ROUNDS + 1));
    }

    @Test
    void shouldFindEveryRewrittenPacketAsExpected() {
        List<byte[]> expected = corpus.stream()
                .map(packet -> Corpus.rewritten(packet, TTL, DESTINATION))
                .toList();

        Trial trial = measurement.run("rewrite", new SetTtlAndDestination(TTL, DESTINATION), expected);

        assertThat(trial.sum()).isEqualTo(Corpus.sum(expected, WINDOW * (ROUNDS + 1)));
    }

    @Test
    void shouldFailWhenPacketsAreNotAsExpected() {
        Filter wrong = packet -> {
            packet.ipv4().ttl(TTL + 1);
            packet.ipv4().destination(DESTINATION);
            return Verdict.PASS;
        };
        List<byte[]> expected = corpus.stream()
                .map(packet -> Corpus.rewritten(packet, TTL, DESTINATION))
                .toList();

        assertThatThrownBy(() -> measurement.run("rewrite", wrong, expected))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("other bytes");
    }

    @Test
    void shouldReadTheSameBytesByThePlainCopy() {
        Trial trial = new PlainCopy(corpus, WINDOW, ROUNDS).run("reference", corpus);

        assertThat(trial.ratesPps()).hasSize(ROUNDS);
    }
}
