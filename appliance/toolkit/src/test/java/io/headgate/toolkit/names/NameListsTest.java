package io.headgate.toolkit.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.toolkit.dns.DnsName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameListsTest {
    @TempDir
    private Path folder;

    private NameLists read(String blocked, String allowed, boolean coversSubdomains) throws IOException {
        Path block = Files.writeString(folder.resolve("block.txt"), blocked);
        Path allow = Files.writeString(folder.resolve("allow.txt"), allowed);
        return NameLists.read(List.of(block), List.of(allow), coversSubdomains);
    }

    private static boolean isBlocked(NameLists lists, String name) {
        return lists.isBlocked(DnsName.of(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ads.example; ads.example; true; true",
                "ads.example; www.ads.example; true; false",
                "ADS.Example.; ads.example; true; true",
                "  ads.example   # why; ads.example; true; true",
                "*.ads.example; ads.example; false; false",
                "*.ads.example; a.b.ads.example; true; true",
                "||ads.example^; ads.example; true; true",
                "||ads.example^; www.ads.example; true; true",
                "0.0.0.0 ads.example; ads.example; true; true",
                "127.0.0.1\tads.example  bad.example # two; bad.example; true; true",
                "::1 ads.example; ads.example; true; true",
                "fe80::1%lo0 ads.example; www.ads.example; true; false",
                "0.0.0.0 localhost ads.example; localhost; false; false",
                "bücher.example; xn--bcher-kva.example; true; true",
                "_dmarc.ads.example; _dmarc.ads.example; true; true"
            })
    void shouldReadTheFormsOfLists(String line, String name, boolean withSubdomains, boolean without)
            throws IOException {
        NameLists lists = read(line + "\n", "", true);
        assertThat(lists.brokenLines()).isZero();
        assertThat(isBlocked(lists, name)).isEqualTo(withSubdomains);
        assertThat(isBlocked(read(line + "\n", "", false), name)).isEqualTo(without);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "||ads.example^$third-party",
                "@@||ads.example^",
                "ads.example##.banner",
                "/banner/*.gif",
                "ads..example",
                "10.0.0.1",
                "ads.example other.example",
                "https://ads.example/",
                "0.0.0.0 a/b",
                "*.",
                "||^",
                "*",
                "a b"
            })
    void shouldLeaveOutLinesThatAreNoNames(String line) throws IOException {
        NameLists lists = read("# list\n" + line + "\nads.net\n", "", true);

        assertThat(lists.brokenLines()).isEqualTo(1);
        assertThat(lists.told()).singleElement().asString().startsWith(folder.resolve("block.txt") + ":2: ");
        assertThat(lists.blocked().size()).isEqualTo(1);
        assertThat(isBlocked(lists, "ads.net")).isTrue();
    }

    @Test
    void shouldTellTheFirstBrokenLinesOnly() throws IOException {
        NameLists lists = read("good.example\n" + "<html>\n".repeat(100), "", true);

        assertThat(lists.brokenLines()).isEqualTo(100);
        assertThat(lists.told()).hasSize(5);
        assertThat(lists.told().get(4)).startsWith(folder.resolve("block.txt") + ":6: \"<html>\" is no name");
    }

    @Test
    void shouldLetTheAllowListWin() throws IOException {
        NameLists lists = read("[Adblock Plus]\n! title\nexample\n", "good.example\n", true);

        assertThat(isBlocked(lists, "bad.example")).isTrue();
        assertThat(isBlocked(lists, "good.example")).isFalse();
        assertThat(isBlocked(lists, "www.good.example")).isFalse();
        assertThat(isBlocked(read("example\ngood.example\n", "good.example\n", false), "good.example"))
                .isFalse();
    }

    @Test
    void shouldRefuseWhatIsNoList() throws IOException {
        Path file = folder.resolve("list");
        assertThatThrownBy(() -> NameLists.read(List.of(file), List.of(), true))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": there is no such file; make it, if only empty");

        Files.write(file, "{\"a\": 1}\n{}\n".getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> NameLists.read(List.of(file), List.of(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(file + ": is no list of names", file + ":1: ");

        Files.writeString(file, "");
        assertThat(NameLists.read(List.of(file), List.of(), true).blocked().size())
                .isZero();
    }
}
