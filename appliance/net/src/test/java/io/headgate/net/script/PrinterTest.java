package io.headgate.net.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrinterTest {
    private static final String A40 = "a".repeat(40);

    @Test
    void shouldPrintStringsBareByThemselvesAndQuotedInLists() {
        assertThat(Program.output(
                        "(print \"a\\\"\\n\\000b\" (list \"a\\\"\\\\\\n\\r\\t\\000\\127\\200b\" nil true 'x '(y)))"))
                .isEqualTo("a\"\n(\"a\\\"\\\\\\n\\r\\t\\000\\127\\200b\" nil true x (y))");
    }

    @Test
    void shouldPrintNumbersWithUpToSixteenDigits() {
        assertThat(Program.output(
                        "(print 1.0 \" \" 0.1 \" \" 123456789.123 \" \" 1e20 \" \" -1.5e-7 \" \" 1e16 \" \" 0.0001)"))
                .isEqualTo("1 0.1 123456789.123 1e+20 -1.5e-07 1e+16 0.0001");
    }

    /** The expected lines are what newLISP 10.7.5 printed. */
    @Test
    void shouldBreakLongLists() {
        assertThat(Program.output("(print (list \"%s\" \"%s\" \"x\" '(1 2 3 \"yyy\") \"zzz\"))".formatted(A40, A40)))
                .isEqualTo("(\"%s\" \"%s\" \n \"x\" \n (1 2 3 \"yyy\") \"zzz\")".formatted(A40, A40));
        assertThat(Program.output("(print (list (list \"%s\" 1) (list 1 2)))".formatted(A40 + A40)))
                .isEqualTo("((\"%s\" \n  1) \n (1 2))".formatted(A40 + A40));
        assertThat(Program.output("(print (list \"%s\" 1 2 '(1 (2 3)) 5 '() 7))".formatted("a".repeat(90))))
                .isEqualTo("(\"%s\" \n 1 2 \n (1 (2 3)) 5 \n () 7)".formatted("a".repeat(90)));
    }

    /** 80 characters with the blank are not yet too many. */
    @Test
    void shouldBreakBehindTheEightiethCharacter() {
        assertThat(Program.output("(print (list \"%s\" 1 2))".formatted("a".repeat(76))))
                .endsWith("a\" 1 \n 2)");
        assertThat(Program.output("(print (list \"%s\" 1 2))".formatted("a".repeat(77))))
                .endsWith("a\" \n 1 2)");
    }

    @Test
    void shouldPrintVeryLongStringsBetweenTags() {
        assertThat(Program.value("(list \"%s\")".formatted("a".repeat(2_047)))).startsWith("(\"aaa");
        assertThat(Program.value("(list \"%s\")".formatted("a".repeat(2_048))))
                .startsWith("([text]aaa")
                .endsWith("a[/text])");
        assertThat(Program.output("(print (list \"\\n\\t%s\"))".formatted("a".repeat(2_046))))
                .startsWith("([text]\n\taaa");
    }

    /** Between tags nothing is escaped, so what would reach the terminal or end the tag is quoted however long. */
    @ParameterizedTest
    @ValueSource(strings = {"\\027", "\\r", "\\000", "\\127", "\\155", "[/text]"})
    void shouldQuoteWhatTagsCannotHold(String special) {
        assertThat(Program.output("(print (list \"%s%s\"))".formatted("a".repeat(3_000), special)))
                .isEqualTo("(\"%s%s\")".formatted("a".repeat(3_000), special));
    }
}
