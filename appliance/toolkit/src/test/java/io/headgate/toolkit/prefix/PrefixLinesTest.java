package io.headgate.toolkit.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class PrefixLinesTest {
    private static final int TEN_1 = 0x0A00_0001;

    private static PrefixSet set(String text) throws IOException {
        return PrefixSet.read("block.txt", new StringReader(text));
    }

    private static PrefixMap map(String text) throws IOException {
        return map(text, Integer::parseInt);
    }

    private static PrefixMap map(String text, ToIntFunction<String> value) throws IOException {
        return PrefixMap.read("as.txt", new StringReader(text), value);
    }

    @Test
    void shouldReadNetworksAmongCommentsAndEmptyLines() throws IOException {
        PrefixSet set =
                set("# hosts\n\n \t\r\n  10.0.0.0/8  # ours\n;old\n192.0.2.1;SBL1\n2001:db8::/32\r\n10.0.0.0/8");

        assertThat(set.size()).isEqualTo(3);
        assertThat(set.duplicates()).isEqualTo(1);
        assertThat(set.contains(TEN_1)).isTrue();
        assertThat(set.contains(0xC000_0201)).isTrue();
        assertThat(set.contains(0xC000_0202)).isFalse();
        assertThat(set.contains(0x2001_0DB8_0000_0000L, 1)).isTrue();
    }

    @Test
    void shouldReadAnEmptyText() throws IOException {
        PrefixSet set = set("");

        assertThat(set.size()).isZero();
        assertThat(set.contains(TEN_1)).isFalse();
        assertThat(set.contains(0, TEN_1)).isFalse();
    }

    @Test
    void shouldReadValues() throws IOException {
        PrefixMap map = map("10.0.0.0/8 64512\n10.1.0.0/16\t 7 # inner\n::/0 1\n10.1.0.0/16 7\n");

        assertThat(map.find(TEN_1)).isEqualTo(64_512);
        assertThat(map.find(0x0A01_0000)).isEqualTo(7);
        assertThat(map.find(0x0B00_0000)).isEqualTo(PrefixMap.NONE);
        assertThat(map.find(-1, -1)).isEqualTo(1);
        assertThat(map.size()).isEqualTo(3);
        assertThat(map.duplicates()).isEqualTo(1);
    }

    @Test
    void shouldSayEachWrongLineAtOnce() {
        assertThatThrownBy(() -> set("10.0.0.0/8\n10.0.0.1/8\n\nlocalhost\n192.0.2.1 yes\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("block.txt:2: '10.0.0.1/8' has bits set behind its first 8; write 10.0.0.0/8, or 10.0.0.1"
                        + " for this one address\n"
                        + "block.txt:4: 'localhost' is no network; write 10.0.0.0/8, 192.0.2.1 or 2001:db8::/32,"
                        + " numbers without leading zeros\n"
                        + "block.txt:5: 'yes' stands behind 192.0.2.1/32; one network per line, comments begin with #");
    }

    @Test
    void shouldCountWrongLinesBeyondTen() {
        assertThatThrownBy(() -> set("x\n".repeat(1_000)))
                .hasMessageContaining("block.txt:10: ")
                .hasMessageNotContaining("block.txt:11: ")
                .hasMessageEndingWith("block.txt: and 990 more lines that are wrong");
    }

    @Test
    void shouldSayWhichValuesAreWrong() {
        assertThatThrownBy(() -> map("10.0.0.0/8\n"))
                .hasMessage("as.txt:1: 10.0.0.0/8 has no value; write it behind" + " the network");
        assertThatThrownBy(() -> map("10.0.0.0/8 x\n")).hasMessageStartingWith("as.txt:1: For input string: \"x\"");
        assertThatThrownBy(() -> map("\n10.0.0.0/8 -1\n"))
                .hasMessage("as.txt:2: the value of 10.0.0.0/8 must be 0 or more: -1");
    }

    @Test
    void shouldSayWhereANetworkHasAnotherValue() {
        assertThatThrownBy(() -> map("10.0.0.0/8 1\n\n10.0.0.0/9 2\n10.0.0.0/8 1\n10.0.0.0/8 2\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("as.txt:5: '10.0.0.0/8' has another value on line 1; keep one");
        PrefixMap.Builder builder =
                new PrefixMap.Builder().put(Prefix.parse("::/1"), 1).put(Prefix.parse("::/1"), 2);
        assertThatThrownBy(builder::build).hasMessage("'::/1' has two values, 1 and 2; keep one");
    }

    @Test
    void shouldLeaveTheReaderOpen() throws IOException {
        StringReader text = new StringReader("10.0.0.0/8");

        PrefixSet.read("block.txt", text);

        assertThat(text.read()).isEqualTo(-1);
    }
}
