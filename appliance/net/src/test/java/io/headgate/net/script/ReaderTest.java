package io.headgate.net.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "31|0x1F",
                "5|0b101",
                "15|017",
                "-3|-3",
                "5|+5",
                "0.5|.5",
                "1|1.",
                "1000|1e3",
                "1e+20|1e20",
                "9223372036854775807|99999999999999999999",
                "\"AA\\195\\169\"|\"\\065\\x41\\u00e9\"",
            })
    void shouldReadNumbersAndEscapes(String expected, String source) {
        assertThat(Program.value(source.strip())).isEqualTo(expected.strip());
    }

    @Test
    void shouldReadEverySpellingOfAString() {
        assertThat(Program.output("(print \"a\\tb\\q\\\\\\\"\" {raw {n} \\n} [text](\"x\\[/text])"))
                .isEqualTo("a\tbq\\\"raw {n} \\n(\"x\\");
    }

    @Test
    void shouldSkipComments() {
        assertThat(Program.output("; one (\n# two )\n(print 1) ; three")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "(print 1|test.lsp:1:1: missing parenthesis : list is not closed",
                "(print \"é\" \"\\x4\")|test.lsp:1:13: bad escape : 2 hexadecimal digits are needed",
                "\"\\256\"|test.lsp:1:2: bad escape : 256 is more than 255",
                "(set 'a 12ab)|test.lsp:1:9: invalid number : 12ab",
                "{a{b}|test.lsp:1:1: string is not closed",
                "[text]abc|test.lsp:1:1: string is not closed",
                "'|test.lsp:1:1: missing argument : nothing behind '",
            })
    void shouldNameThePlaceOfWhatItCannotRead(String source, String expected) {
        assertThat(Program.error(source)).isEqualTo(expected);
    }

    @Test
    void shouldCountLinesAndColumns() {
        assertThat(Program.error("  \"abc")).isEqualTo("test.lsp:1:3: string is not closed");
        assertThat(Program.error("(list)\n  )")).isEqualTo("test.lsp:2:3: missing parenthesis : unexpected )");
    }

    @Test
    void shouldRefuseTooDeepNesting() {
        String deep = "(list ".repeat(257) + ")".repeat(257);

        assertThat(Program.error(deep)).isEqualTo("test.lsp:1:1537: nested too deeply : more than 256 levels");
        assertThat(Program.error("(list ".repeat(256) + ")".repeat(256))).isEqualTo("no error");
    }

    @Test
    void shouldEvaluateWhatStandsBeforeAMistake() {
        try (Program program = new Program()) {
            assertThat(program.session.names()).doesNotContain("x");

            try {
                program.run("(set 'x 1) (print".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } catch (ScriptException wrong) {
                assertThat(wrong.isIncomplete()).isTrue();
            }

            assertThat(program.session.names()).contains("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(list 1", "\"a", "{", "'", "[text]"})
    void shouldKnowWhenMoreLinesAreNeeded(String source) {
        assertThat(Session.isIncomplete(source)).isTrue();
        assertThat(Session.isIncomplete(source + "\n")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(list 1)", ")", "12ab", "(list 1))", "; ("})
    void shouldKnowWhenNoMoreLinesHelp(String source) {
        assertThat(Session.isIncomplete(source)).isFalse();
    }
}
