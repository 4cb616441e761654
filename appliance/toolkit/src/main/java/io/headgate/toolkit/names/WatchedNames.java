package io.headgate.toolkit.names;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.file.FileWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * The lists of names of a filter's settings, as they are now: the part that filters which block names have alike.
 *
 * <p>Thread: {@link #start} and {@link #stop} as the filter's {@code onAttach} and {@code onDetach}, the rest the lane's.
 */
public final class WatchedNames {
    private static final Option<Path> FILE =
            Option.file("file", "A list of names.").required();
    private static final Option<List<Settings>> LISTS = Option.blocks(
                    "lists", "The names that are blocked: files in which they stand.", FILE)
            .required();
    private static final Option<List<Settings>> ALLOW =
            Option.blocks("allow", "Files with names that are not blocked though a list has them.", FILE);
    private static final Option<Boolean> SUBDOMAINS =
            Option.flag("subdomains", true, "Whether a name of a list stands for what is below it too.");
    private static final Option<Long> RELOAD = Option.duration(
                    "reload",
                    TimeUnit.MILLISECONDS.toNanos(10),
                    TimeUnit.HOURS.toNanos(24),
                    "How often is looked whether the files have changed.")
            .orElse(TimeUnit.SECONDS.toNanos(2));

    private final List<Path> lists;
    private final List<Path> allow;
    private final boolean coversSubdomains;
    private final FileWatch<NameLists> watch;
    private Logger logger;
    private FileWatch.Reading<NameLists> known;
    private Counter reloads;
    private Counter failures;
    private Gauge names;
    private Gauge brokenLines;

    private WatchedNames(List<Path> lists, List<Path> allow, boolean coversSubdomains, long intervalNs) {
        this.lists = lists;
        this.allow = allow;
        this.coversSubdomains = coversSubdomains;
        List<Path> all = Stream.concat(lists.stream(), allow.stream()).toList();
        this.watch = new FileWatch<>(all, intervalNs, this::read);
    }

    private NameLists read() throws IOException {
        NameLists read = NameLists.read(lists, allow, coversSubdomains);
        read.told().forEach(line -> logger.warn("left out: {}", line));
        if (read.brokenLines() > read.told().size()) {
            logger.warn("left out {} lines in all", read.brokenLines());
        }
        return read;
    }

    /** What a plugin that has such lists adds to its options: {@code lists}, {@code allow}, {@code subdomains}, {@code reload}. */
    public static List<Option<?>> options() {
        return List.of(LISTS, ALLOW, SUBDOMAINS, RELOAD);
    }

    /** Makes them of a filter's settings; nothing is read yet. */
    public static WatchedNames in(Settings with) {
        return new WatchedNames(files(LISTS.in(with)), files(ALLOW.in(with)), SUBDOMAINS.in(with), RELOAD.in(with));
    }

    private static List<Path> files(List<Settings> blocks) {
        List<Path> files = new ArrayList<>();
        blocks.forEach(block -> files.add(FILE.in(block)));
        return files;
    }

    /**
     * Reads the files, begins to watch them, and declares what is counted: {@code names}, {@code broken-lines}, {@code
     * reloads}, {@code reload-failures}.
     *
     * @throws IOException with file and reason, if one cannot be read
     * @throws IllegalArgumentException if one is no list of names
     */
    public void start(String plugin, FilterContext context) throws IOException {
        names = context.gauge("names", "names that are blocked, those of the allow lists included");
        brokenLines = context.gauge("broken-lines", "lines of the lists that were not understood, and left out");
        reloads = context.counter("reloads", "how often changed lists were read");
        failures = context.counter("reload-failures", "how often changed lists were wrong: those before stay");
        logger = context.logger();
        watch.start(plugin + "-" + context.laneName(), logger);
        take();
    }

    public void stop() {
        watch.stop();
        if (known != null) {
            take();
        }
    }

    private void take() {
        known = watch.latest();
        names.set(known.value().blocked().size());
        brokenLines.set(known.value().brokenLines());
        reloads.add(known.reloads() - reloads.value());
        failures.add(known.failures() - failures.value());
    }

    /** Whether a name is blocked by the lists as they are now. */
    public boolean isBlocked(DnsName name) {
        if (watch.latest().changes() != known.changes()) {
            take();
        }
        return known.value().isBlocked(name);
    }
}
