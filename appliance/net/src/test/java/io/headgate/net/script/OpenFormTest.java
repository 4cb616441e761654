package io.headgate.net.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenFormTest {
    /** Line by line it says what the reader says of all lines so far. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(list\n1 (2\n3)\n)",
                "(print \"a (\n \\\" {\n b\")\n1",
                "\"a\\\n\"\n(\n)",
                "{a { ( \" \n } ;\n }\n2",
                "[text] ( \" {\n[text] [/text]\n(x [text]\n[/text])",
                "(a ; ) \" {\n # ) \n b#) \n",
                "a#( ; (\n1)",
                "(list '(\n) \"\" {}\n)",
                "x[text](\n)",
            })
    void shouldAgreeWithTheReader(String source) {
        OpenForm form = new OpenForm();
        StringBuilder soFar = new StringBuilder();
        for (String line : source.split("\n", -1)) {
            soFar.append(line).append('\n');
            form.add(line + '\n');

            assertThat(form.isOpen()).as("%s", soFar).isEqualTo(Session.isIncomplete(soFar.toString()));
        }
    }
}
