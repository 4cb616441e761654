package io.headgate.plugin.sample;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
import io.headgate.api.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code plugin: sample} with {@code one-of}, {@code take} (every-nth, random, by-flow), {@code mode} (drop, or mirror with
 * {@code mirror}) and {@code seed}.
 */
public final class SampleFactory implements FilterFactory {
    private static final Option<Integer> ONE_OF = Option.integer(
                    "one-of", 1, 1_000_000, "How many packets, or flows, one of the sample stands for.")
            .required();
    private static final Option<Take> TAKE = Option.constant(
            "take", Take.EVERY_NTH, "Takes each nth packet, each with a chance of 1/n, or all of one flow of n.");
    private static final Option<String> MODE = Option.choice(
            "mode",
            List.of("drop", "mirror"),
            "Drops what is not of the sample, or copies the sample to a mirror and passes everything.");
    private static final Option<String> MIRROR =
            Option.text("mirror", "With 'mode: mirror': the mirror's name; required then.");
    private static final Option<Integer> SEED = Option.integer(
            "seed",
            0,
            Integer.MAX_VALUE,
            "Whoever has the same takes the same flows; without it, they differ from start to start.");

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public String summary() {
        return "Lets a sample of the packets through, or copies a sample to a mirror.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(ONE_OF, TAKE, MODE, MIRROR, SEED);
    }

    @Override
    public Set<Permission> permissions() {
        return Set.of(Permission.MIRROR);
    }

    @Override
    public Filter create(Settings with) {
        int oneOf = ONE_OF.in(with);
        Take take = TAKE.in(with);
        Optional<Integer> seed = SEED.find(with);
        boolean isMirrored = MODE.in(with).equals("mirror");
        Optional<String> mirror = MIRROR.find(with);
        if (mirror.isPresent() != isMirrored) {
            throw with.problem(MIRROR.name(), "goes with 'mode: mirror', one not without the other");
        }
        return mirror.isPresent() ? new MirrorSample(oneOf, take, seed, mirror.get()) : new DropRest(oneOf, take, seed);
    }
}
