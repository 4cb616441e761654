package io.headgate.daemon.config;

import io.headgate.daemon.config.yaml.ConfigException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged configurations: they are read, or refused with a place; nothing else happens. */
class ConfigFuzzTest {
    private static final String GOOD = """
            # every key there is
            lanes:
              - name: edge-2
                listen: [{ port: 100, queues: 4, mode: divert, backend: nfqueue }]
                slots: 64
                hold: { packets: 100, for: 5s }
                queue-length: 400
                seed: 7
                enforce: false
                on-full: fail-closed
                threading: dedicated
                divert: { interfaces: [eth0, br-lan], exempt: [tcp port 22] }
                chain: &chain
                  - plugin: ttl
                    with: { subtract: 1 }
                    on-error: drop
                  - { plugin: drop, with: { protocol: udp, port: 9 } }
                  - plugin: nat-static
                    with:
                      map:
                        - { outside: 192.0.2.1, inside: 10.0.0.1 }
                        - { outside: 192.0.2.2, inside: 10.0.0.2, protocol: tcp, outside-port: 1, inside-port: 2 }
              - name: other
                listen: [{ port: 104 }]
                chain: *chain
            """;

    /** What hurts more than a random character. */
    private static final String[] TOKENS = {
        "&a ",
        "*a",
        "*chain",
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        "---\n",
        "...\n",
        "\t",
        "!!str ",
        "!<x> ",
        "? ",
        "|\n",
        ">",
        "'",
        "\"",
        "#",
        "%",
        "\u0000",
        "\uD800",
        "é",
        "\u2028",
        "0",
        "-1",
        "99999999999",
        "null",
        "~",
        "<<: ",
        ",",
        "\r",
        "true",
        "@",
        "`",
        "\\",
        "\uFEFF",
        "\n",
        " ",
        "port: ",
        "rules: ",
        "with: ",
        "map: ",
        "[[[[[[[[[[[[[[[["
    };

    private final ConfigReader reader = new ConfigReader();

    @Test
    void shouldRefuseOrReadWhatIsDamaged() {
        fuzz(20_260_401L, 20_000);
    }

    @Test
    @Tag("long")
    void shouldRefuseOrReadMuchThatIsDamaged() {
        fuzz(System.nanoTime(), 1_000_000);
    }

    private void fuzz(long seed, int rounds) {
        System.out.println("ConfigFuzzTest seed=" + seed);
        reader.parse("h.yaml", GOOD);
        Random random = new Random(seed);
        int refused = 0;
        int problems = 0;
        for (int round = 0; round < rounds; round++) {
            String yaml = damage(random);
            try {
                reader.parse("h.yaml", yaml);
            } catch (ConfigException wrong) {
                refused++;
                problems += wrong.problems().size();
                check(wrong, "seed " + seed + ", round " + round + ":\n" + yaml);
            } catch (RuntimeException | Error other) {
                throw new AssertionError("seed " + seed + ", round " + round + ":\n" + yaml, other);
            }
        }
        System.out.println("ConfigFuzzTest rounds=" + rounds + " refused=" + refused + " problems=" + problems);
        if (refused < rounds / 2 || refused == rounds || problems <= refused) {
            throw new AssertionError("the damage is too much or too little: refused " + refused + " of " + rounds);
        }
    }

    /** Only what has nothing in it at all has no place. */
    private static void check(ConfigException wrong, String context) {
        for (String line : wrong.getMessage().split("\n", -1)) {
            boolean isPlaced = line.matches("h\\.yaml:[1-9]\\d*:[1-9]\\d*: .+");
            if (!isPlaced && !line.equals("h.yaml: is empty; it needs at least 'lanes'")) {
                throw new AssertionError("message without place: " + line + "\n" + context);
            }
        }
    }

    private static String damage(Random random) {
        StringBuilder yaml = new StringBuilder(GOOD);
        for (int i = random.nextInt(2); i >= 0; i--) {
            int at = random.nextInt(yaml.length());
            int end = Math.min(yaml.length(), at + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> yaml.delete(at, end);
                case 1 -> yaml.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
                case 2 -> yaml.replace(at, end, TOKENS[random.nextInt(TOKENS.length)]);
                case 3 -> yaml.insert(random.nextInt(yaml.length()), yaml.substring(at, end));
                default ->
                    yaml.setCharAt(at, (char) (random.nextInt(16) == 0 ? random.nextInt(0x3000) : random.nextInt(128)));
            }
        }
        // As a file would have it: what is no character does not survive.
        return new String(yaml.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
