package io.headgate.net.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterfaceNamesTest {
    /** Knows some interfaces and remembers what it was asked. */
    private static final class Interfaces extends FakeLibc {
        private final Map<Integer, String> names = new HashMap<>();
        private final List<Integer> asked = new ArrayList<>();

        @Override
        public long if_indextoname(int index, long name) {
            asked.add(index);
            String found = names.get(index);
            if (found == null) {
                return fail(6) + 1L;
            }
            putBytes(name, (found + '\0').getBytes(StandardCharsets.UTF_8));
            return name;
        }
    }

    private final Interfaces libc = new Interfaces();
    private final InterfaceNames names = new InterfaceNames(libc);

    @Test
    void shouldNotAskForNoInterface() {
        assertThat(names.nameOf(0)).isEmpty();
        assertThat(libc.asked).isEmpty();
    }

    @Test
    void shouldAskOncePerInterfaceUntilTold() {
        libc.names.put(3, "wan");

        assertThat(names.nameOf(3)).isEqualTo("wan");
        assertThat(names.nameOf(3)).isSameAs(names.nameOf(3));
        assertThat(libc.asked).containsExactly(3);

        libc.names.put(3, "uplink");
        assertThat(names.nameOf(3)).isEqualTo("wan");
        names.forget();
        assertThat(names.nameOf(3)).isEqualTo("uplink");
    }

    @Test
    void shouldTakeNamesOfFullLength() {
        libc.names.put(7, "123456789012345");
        libc.names.put(8, "x");

        assertThat(names.nameOf(7)).isEqualTo("123456789012345");
        assertThat(names.nameOf(8)).isEqualTo("x");
    }

    @Test
    void shouldNameAnInterfaceThatIsGoneByItsIndex() {
        assertThat(names.nameOf(12)).isEqualTo("if12");
    }

    @Test
    void shouldRememberMoreThanItsFirstTable() {
        for (int i = 1; i <= 100; i++) {
            libc.names.put(i, "eth" + i);
        }

        for (int round = 0; round < 2; round++) {
            for (int i = 1; i <= 100; i++) {
                assertThat(names.nameOf(i)).isEqualTo("eth" + i);
            }
        }
        assertThat(libc.asked).hasSize(100);
    }

    @Test
    void shouldAskTheRealLibraryToo() {
        assertThat(new InterfaceNames(Sys.libc()).nameOf(1)).isEqualTo("lo");
    }
}
