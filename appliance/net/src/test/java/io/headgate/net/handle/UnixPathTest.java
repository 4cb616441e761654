package io.headgate.net.handle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixPathTest {
    private static final byte[] ACCENTED = "/run/\u00e9".getBytes(StandardCharsets.UTF_8);

    /** Whatever the locale: the same bytes as are bound, or no file at all. */
    @ParameterizedTest
    @CsvSource({"UTF-8,/run/\u00e9", "ISO-8859-1,/run/\u00c3\u00a9", "US-ASCII,''"})
    void shouldNameTheBytesThatAreBound(String charset, String name) {
        assertThat(UnixPath.nameOf(ACCENTED, Charset.forName(charset))).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,''", "ISO-8859-1,/run/\u00c3"})
    void shouldNotNameHalfACharacterAsAnotherFile(String charset, String name) {
        byte[] cut = Arrays.copyOf(ACCENTED, ACCENTED.length - 1);

        assertThat(UnixPath.nameOf(cut, Charset.forName(charset))).isEqualTo(name);
    }
}
