package io.headgate.engine.lane;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the failures of one filter and keeps the first of each as text: of what was thrown, by class and place; of other
 * failures, by kind. Thread: the lane's; allocates, which a failure may.
 */
final class FailureLog {
    /** Exceptions kept as text: one that is made anew with each packet must not fill the heap. */
    static final int MAX_EXCEPTIONS = 16;

    /** To look where an exception was thrown costs more than to throw it; after so many only one in 64 is looked at. */
    private static final int ALWAYS_LOOKED_AT = 1_000;

    private static final int THEN_ONE_IN = 64;

    private final Map<FailureKind, Long> counts = new EnumMap<>(FailureKind.class);
    private final List<FilterError> first = new ArrayList<>();

    /** Of what is kept: names of classes, and with {@code @} the places where they were thrown. */
    private final Set<String> known = new HashSet<>();

    private int exceptions;
    private long thrown;
    private String lastMessage = "";

    void add(FailureKind kind, Throwable failure) {
        lastMessage = StackText.summary(failure);
        counts.merge(kind, 1L, Long::sum);
        if (exceptions < MAX_EXCEPTIONS && isNew(failure)) {
            exceptions++;
            keep(kind, StackText.of(failure));
        }
    }

    void add(FailureKind kind, String message) {
        lastMessage = message;
        counts.merge(kind, 1L, Long::sum);
        if (known.add(kind.word())) {
            keep(kind, "");
        }
    }

    private boolean isNew(Throwable failure) {
        thrown++;
        String type = failure.getClass().getName();
        boolean isNewType = known.add(type);
        if (!isNewType && thrown > ALWAYS_LOOKED_AT && thrown % THEN_ONE_IN != 0) {
            return false;
        }
        String site = StackText.site(failure);
        // Without a place it is one that the JVM threw so often that it no longer says where.
        boolean isNewSite = !site.isEmpty() && known.add(type + "@" + site);
        return isNewType || isNewSite;
    }

    private void keep(FailureKind kind, String stack) {
        first.add(new FilterError(kind, lastMessage, stack, System.currentTimeMillis()));
    }

    /** Goes on counting where the log of another version stopped; its texts say nothing about this one. */
    void follow(FailureLog predecessor) {
        counts.putAll(predecessor.counts);
    }

    FilterErrors read() {
        return counts.isEmpty() ? FilterErrors.NONE : new FilterErrors(counts, first, lastMessage);
    }
}
