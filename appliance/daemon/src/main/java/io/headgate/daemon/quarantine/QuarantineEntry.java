package io.headgate.daemon.quarantine;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the file: a filter that is not to be called.
 *
 * <pre>
 *   edge/mss-clamp sha256:0f343b0931126a20 2026-01-05T10:15:30Z did not return from a call within 1s
 * </pre>
 *
 * @param lane as configured
 * @param filter as the chain calls it
 * @param version of its plugin, see {@link PluginVersion}
 * @param when it hung
 * @param why for the operator, on one line
 */
public record QuarantineEntry(String lane, String filter, String version, Instant when, String why) {
    private static final int WORDS = 4;

    /** What {@link QuarantineFile#clear} takes: lane and filter. */
    public String name() {
        return lane + "/" + filter;
    }

    String toLine() {
        return name() + " " + version + " " + when + " "
                + why.replace('\n', ' ').replace('\r', ' ');
    }

    /** Reads a line; empty if it is none that {@link #toLine} writes. */
    static Optional<QuarantineEntry> parse(String line) {
        String[] words = line.strip().split("\\s+", WORDS);
        String[] place = words[0].split("/", -1);
        if (words.length < WORDS || place.length != 2 || place[0].isEmpty() || place[1].isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new QuarantineEntry(place[0], place[1], words[1], Instant.parse(words[2]), words[WORDS - 1]));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    boolean isSamePlace(QuarantineEntry other) {
        return name().equals(other.name());
    }

    /** Whether it is meant by {@code FILTER} or {@code LANE/FILTER}. */
    boolean isCalled(String filterOrPlace) {
        return filterOrPlace.equals(filter) || filterOrPlace.equals(name());
    }
}
