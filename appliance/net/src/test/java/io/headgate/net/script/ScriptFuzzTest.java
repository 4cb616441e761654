package io.headgate.net.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged programs: they run, or end with an error that has a place; nothing else happens. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ScriptFuzzTest {
    private static final String GOOD = """
            ; all kinds of forms, none that waits or takes a port
            (set 'a 1 'b "two\\n\\000\\x41" 'c '(1 "x" (2.5 nil true)))
            (println a " " b " " c (c 2 0) ("h\\u00e9" 1))
            (if (= a 1) (begin (print {raw {x}}) [text]tag[/text]) (unless b (list a b)))
            (set 'l (net-listen 0 "127.0.0.1" "udp"))
            (net-select (list l) "r" 0)
            (net-send-to "127.0.0.1" 9 b l)
            (print (net-local l) (net-peer l) (net-error) (net-close l) (net-sessions))
            (net-receive 77 buff 10 "\\n")
            (list (slice b 1 -1) (append c c) (string a b c) (length b) (first c) (rest b) (nth 1 c))
            (and (or nil (< 1 2 3)) (not (>= "a" "b")) (+ 1 (* 2 (/ 9 4)) (- 1)))
            """;

    private static final String[] TOKENS = {
        "(",
        ")",
        "'",
        "\"",
        "{",
        "}",
        "[text]",
        "[/text]",
        "\\",
        ";",
        "#",
        "nil",
        "true",
        "-1",
        "1e999",
        "0x",
        "99999999999999",
        "(set 'a (list a a))",
        "(append b b)",
        "(net-error)",
        "(net-peek a)",
        "(list",
        "(set ",
        "print ",
        "\u0000",
        "é",
        "\n"
    };

    @Test
    void shouldSurviveDamage() {
        survive(new Random().nextLong(), 3_000);
    }

    @Test
    @Tag("long")
    void shouldSurviveMuchDamage() {
        survive(new Random().nextLong(), 300_000);
    }

    private static void survive(long seed, int rounds) {
        AtomicReference<Session> running = new AtomicReference<>();
        ScheduledExecutorService impatience = Executors.newSingleThreadScheduledExecutor();
        // Damage can make a program wait for the network for ever, which is what it then says.
        ScheduledFuture<?> interrupts = impatience.scheduleWithFixedDelay(
                () -> Optional.ofNullable(running.get()).ifPresent(Session::interrupt),
                500,
                500,
                TimeUnit.MILLISECONDS);
        try {
            survive(seed, rounds, running);
        } finally {
            interrupts.cancel(false);
            impatience.shutdown();
        }
    }

    private static void survive(long seed, int rounds, AtomicReference<Session> running) {
        Random random = new Random(seed);
        int ends = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] source = round % 4 == 0 ? noise(random) : damaged(random);
            try (Program program = new Program()) {
                running.set(program.session);
                program.run(source);
                ends++;
            } catch (ScriptException wrong) {
                assertThat(wrong.report()).as("seed %d, round %d", seed, round).matches("(?s)test\\.lsp:\\d+:\\d+: .+");
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError other) {
                throw new AssertionError(
                        "seed " + seed + ", round " + round + ": " + new String(source, StandardCharsets.ISO_8859_1),
                        other);
            } finally {
                running.set(null);
            }
        }
        assertThat(ends)
                .as("programs that ran to their end, seed %d", seed)
                .isPositive()
                .isLessThan(rounds);
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] damaged(Random random) {
        StringBuilder text = new StringBuilder(GOOD);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            if (random.nextBoolean()) {
                text.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
            } else {
                text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(8) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
