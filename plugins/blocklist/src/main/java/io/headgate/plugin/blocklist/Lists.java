package io.headgate.plugin.blocklist;

import io.headgate.toolkit.prefix.PrefixSet;

/**
 * What the files said when they were last read well, and how often they were read. Immutable: one reference makes a lane see
 * all of it or nothing.
 *
 * @param reloads changed files that were read
 * @param failures changed files that could not be
 */
record Lists(PrefixSet blocked, PrefixSet allowed, long reloads, long failures) {
    boolean isBlocked(int address) {
        return blocked.contains(address) && !allowed.contains(address);
    }

    boolean isBlocked(long high, long low) {
        return blocked.contains(high, low) && !allowed.contains(high, low);
    }

    Lists withBlocked(PrefixSet read) {
        return new Lists(read, allowed, reloads + 1, failures);
    }

    Lists withAllowed(PrefixSet read) {
        return new Lists(blocked, read, reloads + 1, failures);
    }

    Lists failed() {
        return new Lists(blocked, allowed, reloads, failures + 1);
    }

    /** Grows with each change of the files, so that lists of different times differ in it. */
    long changes() {
        return reloads + failures;
    }

    int size() {
        return blocked.size();
    }
}
