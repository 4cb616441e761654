package io.headgate.plugin.anonymise;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.nio.file.Path;
import java.util.List;

/** {@code plugin: anonymise} with {@code key} (a file), {@code payload} (keep, zero, cut) and {@code keep-special}. */
public final class AnonymiseFactory implements FilterFactory {
    private static final Option<Path> KEY = Option.file(
            "key",
            "A file with the secret: 32 bytes in hexadecimal. Who has the same replaces addresses alike; without it, a lane"
                    + " has another at each start.");
    private static final Option<PayloadRule> PAYLOAD = Option.constant(
            "payload", PayloadRule.KEEP, "What becomes of what packets carry; cut leaves UDP datagrams empty.");
    private static final Option<Boolean> KEEP_SPECIAL = Option.flag(
            "keep-special",
            true,
            "Leaves multicast, broadcast, loopback, link-local and reserved addresses as they are.");

    @Override
    public String name() {
        return "anonymise";
    }

    @Override
    public String summary() {
        return "Replaces addresses one to one, keeping which are neighbours, and clears payload if asked to.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(KEY, PAYLOAD, KEEP_SPECIAL);
    }

    @Override
    public Filter create(Settings with) {
        return new Anonymise(KEY.find(with), PAYLOAD.in(with), KEEP_SPECIAL.in(with));
    }
}
