package io.headgate.plugin.blocklist;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Rejection;
import io.headgate.api.Settings;
import io.headgate.toolkit.file.FileWatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code plugin: blocklist} with {@code file}, {@code allow}, {@code match}, {@code action}, {@code reject-with} and {@code
 * reload}.
 */
public final class BlocklistFactory implements FilterFactory {
    /** Which address of a packet is looked up. */
    enum Match {
        SOURCE,
        DESTINATION,
        EITHER
    }

    private static final Option<Path> FILE =
            Option.file("file", "The networks that are blocked, one per line.").required();
    private static final Option<Path> ALLOW =
            Option.file("allow", "Networks that are not blocked though the file has them, one per line.");
    private static final Option<Match> MATCH =
            Option.constant("match", Match.SOURCE, "Which address of a packet is looked up.");
    private static final Option<String> ACTION =
            Option.choice("action", List.of("drop", "reject"), "Whether senders are told.");
    private static final Option<Rejection> REJECT_WITH =
            Option.constant("reject-with", Rejection.ADMIN_PROHIBITED, "With 'action: reject': what they are told.");
    private static final Option<Long> RELOAD = Option.duration(
                    "reload",
                    TimeUnit.MILLISECONDS.toNanos(10),
                    TimeUnit.HOURS.toNanos(24),
                    "How often is looked whether the files have changed.")
            .orElse(TimeUnit.SECONDS.toNanos(2));

    @Override
    public String name() {
        return "blocklist";
    }

    @Override
    public String summary() {
        return "Drops or rejects packets from or to networks that a file lists.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(FILE, ALLOW, MATCH, ACTION, REJECT_WITH, RELOAD);
    }

    @Override
    public Filter create(Settings with) {
        Path blocked = FILE.in(with);
        Optional<Path> allowed = ALLOW.find(with);
        Match match = MATCH.in(with);
        boolean isRejected = ACTION.in(with).equals("reject");
        Rejection rejection = REJECT_WITH.in(with);
        List<Path> files = Stream.concat(Stream.of(blocked), allowed.stream()).toList();
        return new Blocklist(
                new FileWatch<>(files, RELOAD.in(with), () -> Lists.read(blocked, allowed)),
                match,
                isRejected ? Optional.of(rejection) : Optional.empty());
    }
}
