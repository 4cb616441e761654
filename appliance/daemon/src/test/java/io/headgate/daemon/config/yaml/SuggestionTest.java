package io.headgate.daemon.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("name", "listen", "chain", "on-full", "on-error", "threading");

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "a, '', 1",
        "'', abc, 3",
        "chain, chain, 0",
        "chian, chain, 1",
        "chan, chain, 1",
        "chaiin, chain, 1",
        "chaim, chain, 1",
        "ca, abc, 3",
        "kitten, sitting, 3",
        "inside, outside, 3"
    })
    void shouldCountEdits(String a, String b, int distance) {
        assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
        assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({"chian, chain", "nmae, name", "listne, listen", "onfull, on-full", "treading, threading", "namee, name"
    })
    void shouldFindWhatWasMeant(String written, String meant) {
        assertThat(Suggestion.of(written, KNOWN)).contains(meant);
    }

    @Test
    void shouldNotGuessWildly() {
        assertThat(Suggestion.of("port", KNOWN)).isEmpty();
        assertThat(Suggestion.of("", KNOWN)).isEmpty();
        assertThat(Suggestion.of("x".repeat(1_000_000), KNOWN)).isEmpty();
        assertThat(Suggestion.of("name", List.of())).isEmpty();
    }
}
