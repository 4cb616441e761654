package io.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import io.headgate.api.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MapSettingsTest {
    private static final Option<Integer> PORT =
            Option.integer("port", 0, 65_535, "The port that is closed.").required();
    private static final Option<Long> WAIT =
            Option.duration("wait", 1_000_000, 1_000_000_000, "How long.").orElse(5_000_000L);
    private static final Option<String> PROTOCOL = Option.choice("protocol", List.of("tcp", "udp"), "Which.");
    private static final Option<String> NAME =
            Option.text("name", "Of an entry.").required();
    private static final Option<List<Settings>> MAP = Option.blocks("map", "Entries.", NAME);

    /** Asks for all options but declares as many as it is told. */
    private record Sample(List<Option<?>> options) implements FilterFactory {
        @Override
        public String name() {
            return "sample";
        }

        @Override
        public String summary() {
            return "A sample.";
        }

        @Override
        public Filter create(Settings with) {
            PORT.in(with);
            WAIT.in(with);
            PROTOCOL.in(with);
            MAP.find(with).ifPresent(entries -> entries.forEach(NAME::in));
            return packet -> Verdict.PASS;
        }
    }

    private static void create(Map<String, ?> with) {
        assertThat(MapSettings.create(new Sample(List.of(PORT, WAIT, PROTOCOL, MAP)), with))
                .isNotNull();
    }

    @Test
    void shouldTakeWhatIsRight() {
        create(Map.of("port", 9));
        create(Map.of("port", "9", "wait", "20ms", "protocol", "udp", "map", List.of(Map.of("name", "one"))));
    }

    @Test
    void shouldSayWhatIsWrongInTheDaemonsWords() {
        assertThatThrownBy(() -> create(Map.of())).hasMessage("'port' is missing: give a number from 0 to 65535");
        assertThatThrownBy(() -> create(Map.of("port", 65_536)))
                .hasMessage("'port' is '65536', but must be a number from 0 to 65535");
        assertThatThrownBy(() -> create(Map.of("port", "http")))
                .hasMessage("'port' is 'http', but must be a number from 0 to 65535");
        assertThatThrownBy(() -> create(Map.of("port", 1, "protocol", "icmp")))
                .hasMessage("'protocol' is 'icmp', but must be one of tcp, udp");
        assertThatThrownBy(() -> create(Map.of("port", 1, "wait", "3s")))
                .hasMessage("'wait' ('3s') must be a time from 1ms to 1s, as in 500ms, 2s or 1m");
        assertThatThrownBy(() -> create(Map.of("port", List.of(1)))).hasMessage("'port' must be a single value");
        assertThatThrownBy(() -> create(Map.of("port", 1, "map", "one"))).hasMessage("'map' must be a list");
        assertThatThrownBy(() -> create(Map.of("port", 1, "map", List.of("one"))))
                .hasMessage("an entry of 'map' must be a block of keys");
        assertThatThrownBy(() -> create(Map.of("port", 1, "map", List.of(Map.of()))))
                .hasMessage("'name' is missing");
    }

    @Test
    void shouldRefuseKeysThatNobodyAsksFor() {
        assertThatThrownBy(() -> create(Map.of("port", 1, "prot", "tcp")))
                .hasMessage("unknown key 'prot'; known here: port, wait, protocol, map");
        assertThatThrownBy(() -> create(Map.of("port", 1, "map", List.of(Map.of("name", "one", "nam", 2)))))
                .hasMessage("unknown key 'nam'; known here: name");
    }

    @Test
    void shouldRefuseAPluginThatKeepsAnOptionToItself() {
        assertThatThrownBy(() -> MapSettings.create(new Sample(List.of(PORT, WAIT)), Map.of("port", 1)))
                .hasMessage("plugin sample asks for the key 'protocol', but options() does not name it; there are:"
                        + " [port, wait]");
    }
}
