package io.headgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {
    private static final long MS = 1_000_000L;
    private static final Settings NOTHING = new WrittenSettings(Map.of());

    private enum Way {
        IN,
        IN_AND_OUT
    }

    private static Settings with(String value) {
        return new WrittenSettings(Map.of("key", value));
    }

    private static void assertRefused(Option<?> option, String value, String message) {
        assertThatThrownBy(() -> option.in(with(value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> option.find(with(value))).hasMessage(message);
    }

    @Test
    void shouldReadIntegersOfItsRange() {
        Option<Integer> option = Option.integer("key", -5, 70_000, "A number.");

        assertThat(option.in(with("-5"))).isEqualTo(-5);
        assertThat(option.in(with("70000"))).isEqualTo(70_000);
        assertThat(option.find(NOTHING)).isEmpty();
        assertThat(option.orElse(7).in(NOTHING)).isEqualTo(7);
        assertThat(option.orElse(7).in(with("8"))).isEqualTo(8);
        assertRefused(option, "-6", "key must be -5 to 70000");
        assertRefused(option, "70001", "key must be -5 to 70000");
        assertRefused(option.orElse(7), "70001", "key must be -5 to 70000");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "0.5, 0.5", "50%, 0.5", "2.5%, 0.025", "100%, 1", "+0.25, 0.25", "' 1% ', 0.01"})
    void shouldReadNumbersAndPercentages(String text, double value) {
        assertThat(Option.number("key", 0, 1, "A part.").in(with(text))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.01", "101%", "-0.1", "half", "", "1e-3", "NaN", ".5", "1.", "5 %", "0x1", "1%%"})
    void shouldRefuseWhatIsNoNumberOrOutOfRange(String text) {
        assertRefused(
                Option.number("key", 0, 1, "A part."), text, "key must be a number from 0 to 1, as in 0.01 or 1%");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "7ns, 7",
        "3us, 3000",
        "20ms, 20000000",
        "2s, 2000000000",
        "1m, 60000000000",
        "1h, 3600000000000",
        "60m, 3600000000000",
        "' 5ms ', 5000000"
    })
    void shouldReadTimes(String text, long ns) {
        assertThat(Option.duration("key", 0, 3_600_000 * MS, "A time.").in(with(text)))
                .isEqualTo(ns);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "999us", "61m", "5", "s", "-1s", "1.5s", "1 s", "1d", "2540400h", "999999999999999h", ""})
    void shouldRefuseWhatIsNoTimeOrOutOfRange(String text) {
        assertRefused(
                Option.duration("key", MS, 3_600_000 * MS, "A time."),
                text,
                "key must be a time from 1ms to 1h, as in 500ms, 2s or 1m");
    }

    @Test
    void shouldReadFlags() {
        Option<Boolean> option = Option.flag("key", true, "Whether.");

        assertThat(option.in(NOTHING)).isTrue();
        assertThat(option.in(with("false"))).isFalse();
        assertThat(Option.flag("key", false, "Whether.").in(with("true"))).isTrue();
        assertRefused(option, "yes", "key must be one of true, false");
    }

    @Test
    void shouldReadWordsTheFirstByDefault() {
        Option<String> option = Option.choice("key", List.of("drop", "reject"), "What.");

        assertThat(option.in(NOTHING)).isEqualTo("drop");
        assertThat(option.in(with("reject"))).isEqualTo("reject");
        assertThat(option.orElse("reject").in(NOTHING)).isEqualTo("drop");
        assertRefused(option, "Drop", "key must be one of drop, reject");
    }

    @Test
    void shouldReadConstants() {
        Option<Way> option = Option.constant("key", Way.IN, "Which.");

        assertThat(option.in(NOTHING)).isEqualTo(Way.IN);
        assertThat(option.in(with("in-and-out"))).isEqualTo(Way.IN_AND_OUT);
        assertThat(option.range()).isEqualTo("in, in-and-out");
        assertThat(option.fallback()).isEqualTo("in");
        assertRefused(option, "IN_AND_OUT", "key must be one of in, in-and-out");
    }

    @Test
    void shouldReadTextsAndFiles() {
        assertThat(Option.text("key", "Any.").in(with("a b"))).isEqualTo("a b");
        assertThat(Option.text("key", "Any.").find(NOTHING)).isEmpty();
        assertThat(Option.text("key", "Any.").orElse("c").in(NOTHING)).isEqualTo("c");
        assertThat(Option.file("key", "A file.").in(with("list"))).isEqualTo(Path.of("/etc/headgate/list"));
    }

    @Test
    void shouldMakeSomethingOfATextOrSayWhyNot() {
        Option<Integer> option = Option.text("key", "a colour", OptionTest::colour, "A colour.");

        assertThat(option.in(with("red"))).isEqualTo(0xFF0000);
        assertThat(option.find(NOTHING)).isEmpty();
        assertThat(option.type()).isEqualTo(Option.Type.TEXT);
        assertRefused(option, "blue", "key 'blue' is no colour; write red");
        assertThatThrownBy(() -> option.required().in(NOTHING)).hasMessage("key is missing: give a colour");
    }

    private static int colour(String text) {
        if (text.equals("red")) {
            return 0xFF0000;
        }
        throw new IllegalArgumentException("'" + text + "' is no colour; write red");
    }

    @Test
    void shouldReadLists() {
        Option<List<String>> texts = Option.texts("key", "Some.");
        Option<Integer> port = Option.integer("port", 1, 9, "A port.").required();
        Option<List<Settings>> blocks = Option.blocks("key", "Some.", port);
        Settings given = new WrittenSettings(Map.of("key", List.of(Map.of("port", "3"), Map.of("port", "4"))));

        assertThat(texts.in(new WrittenSettings(Map.of("key", List.of("a", "b")))))
                .containsExactly("a", "b");
        assertThat(texts.in(NOTHING)).isEmpty();
        assertThat(blocks.in(given)).extracting(port::in).containsExactly(3, 4);
        assertThat(blocks.in(NOTHING)).isEmpty();
        assertThat(blocks.entryOptions()).isEqualTo(List.of(port));
        assertThat(blocks.required().entryOptions()).isEqualTo(List.of(port));
        assertThat(texts.fallback() + blocks.fallback()).isEmpty();
    }

    @Test
    void shouldSayWhatIsMissingAndWhatToGive() {
        assertMissing(Option.integer("key", 0, 9, "A number."), "key is missing: give a number from 0 to 9");
        assertMissing(Option.number("key", 0, 0.5, "A part."), "key is missing: give a number from 0 to 0.5");
        assertMissing(
                Option.duration("key", MS, 90_000 * MS, "A time."),
                "key is missing: give a time from 1ms to 90s, as in 500ms, 2s or 1m");
        assertMissing(Option.text("key", "Any."), "key is missing");
        assertMissing(Option.file("key", "A file."), "key is missing");
        assertMissing(Option.choice("key", List.of("a", "b"), "What."), "key is missing: give one of a, b");
        assertMissing(Option.flag("key", true, "Whether."), "key is missing: give one of true, false");
        assertMissing(Option.texts("key", "Some."), "key is missing");
        assertMissing(Option.blocks("key", "Some."), "key is missing");
    }

    private static void assertMissing(Option<?> option, String message) {
        assertThat(option.isRequired()).isFalse();
        assertThat(option.required().isRequired()).isTrue();
        assertThat(option.required().fallback()).isEmpty();
        assertThatThrownBy(() -> option.required().in(NOTHING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(option.required().find(NOTHING)).isEmpty();
    }

    @Test
    void shouldShowItselfToTheOperator() {
        Option<Long> time = Option.duration("silence", MS, 86_400_000 * MS, "How long.");

        assertThat(time)
                .hasToString("silence")
                .returns("silence", Option::name)
                .returns(Option.Type.DURATION, Option::type)
                .returns("1ms to 24h", Option::range)
                .returns("How long.", Option::explanation)
                .returns("", Option::fallback);
        assertThat(time.orElse(2_000 * MS).fallback()).isEqualTo("2s");
        assertThat(time.orElse(1_500 * MS).fallback()).isEqualTo("1500ms");
        assertThat(time.orElse(0L).fallback()).isEqualTo("0");
        assertThat(Option.number("key", 0.000_1, 10, "A number.").orElse(2.50))
                .returns("0.0001 to 10", Option::range)
                .returns("2.5", Option::fallback);
        assertThat(Option.integer("key", 1, 5, "A number.").orElse(3))
                .returns("1 to 5", Option::range)
                .returns("3", Option::fallback);
        assertThat(Option.flag("key", true, "Whether."))
                .returns("true, false", Option::range)
                .returns("true", Option::fallback);
    }
}
