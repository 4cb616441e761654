package io.headgate.toolkit.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.names.NameSet.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameSetTest {
    private static final List<Scope> SCOPES = List.of(Scope.ITSELF, Scope.BELOW, Scope.BOTH);

    private final NameSetBuilder builder = new NameSetBuilder();

    private static boolean covers(NameSet set, String name) {
        return set.covers(DnsName.of(name));
    }

    @Test
    void shouldTellANameFromWhatIsBelow() {
        builder.add(DnsName.of("itself.example"), Scope.ITSELF);
        builder.add(DnsName.of("below.example"), Scope.BELOW);
        builder.add(DnsName.of("both.example"), Scope.BOTH);
        NameSet set = builder.build();

        assertThat(covers(set, "itself.example")).isTrue();
        assertThat(covers(set, "www.itself.example")).isFalse();
        assertThat(covers(set, "below.example")).isFalse();
        assertThat(covers(set, "a.b.below.example")).isTrue();
        assertThat(covers(set, "BOTH.Example.")).isTrue();
        assertThat(covers(set, "www.both.example")).isTrue();
        assertThat(covers(set, "notboth.example")).isFalse();
        assertThat(covers(set, "example")).isFalse();
        assertThat(covers(set, ".")).isFalse();
        assertThat(covers(NameSet.empty(), "both.example")).isFalse();
    }

    @Test
    void shouldAddUpWhatANameStandsFor() {
        builder.add(DnsName.of("a.example"), Scope.ITSELF);
        builder.add(DnsName.of("A.example"), Scope.BELOW);
        NameSet set = builder.build();

        assertThat(set.size()).isEqualTo(1);
        assertThat(covers(set, "a.example") && covers(set, "b.a.example")).isTrue();
    }

    @Test
    void shouldTakeTheLongestNames() {
        String longest = ("x".repeat(63) + ".").repeat(3) + "y".repeat(61);
        String deepest = "a.".repeat(126) + "b";
        builder.add(DnsName.of(longest), Scope.BOTH);
        builder.add(DnsName.of(deepest.substring(2)), Scope.BOTH);
        NameSet set = builder.build();

        assertThat(covers(set, longest)).isTrue();
        assertThat(covers(set, "z" + longest.substring(1))).isFalse();
        assertThat(covers(set, deepest)).isTrue();
        assertThat(covers(set, deepest.replace('b', 'c'))).isFalse();
        assertThatThrownBy(() -> new NameSetBuilder().add(new DnsName(), Scope.BOTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("root");
    }

    /** Few letters and short labels, so that names meet often; the model goes through the text. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldAgreeWithAModel(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Integer> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String name = name(random);
            Scope scope = SCOPES.get(random.nextInt(SCOPES.size()));
            builder.add(DnsName.of(name), scope);
            model.merge(name, scope.bits(), (before, more) -> before | more);
        }
        NameSet set = builder.build();

        assertThat(set.size()).isEqualTo(model.size());
        int covered = 0;
        for (int i = 0; i < 100_000; i++) {
            String name = name(random);
            boolean isCovered = modelCovers(model, name);
            covered += isCovered ? 1 : 0;
            assertThat(covers(set, name)).as("%s, seed %d", name, seed).isEqualTo(isCovered);
        }
        assertThat(covered).as("both answers occur").isBetween(1_000, 99_000);
    }

    private static String name(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        int labels = 2 + random.nextInt(5);
        for (int i = 0; i < labels; i++) {
            name.append(i == 0 ? "" : ".");
            int letters = 1 + random.nextInt(i + 1 == labels ? 1 : 3);
            for (int j = 0; j < letters; j++) {
                name.append((char) ('a' + random.nextInt(8)));
            }
        }
        return name.toString();
    }

    private static boolean modelCovers(Map<String, Integer> model, String name) {
        int wanted = 1;
        for (String at = name; !at.isEmpty(); at = at.indexOf('.') < 0 ? "" : at.substring(at.indexOf('.') + 1)) {
            if ((model.getOrDefault(at, 0) & wanted) != 0) {
                return true;
            }
            wanted = 2;
        }
        return false;
    }
}
