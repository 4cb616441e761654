package io.headgate.bench.inline;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Who handles the packets on their way. */
enum Case {
    /** The kernel alone. */
    NONE,
    /** The reference loop in C. */
    PLAIN,
    /** The same with uncut segments whose bytes it does not give back; pointless where none are uncut. */
    GSO,
    /** Headgate with a filter that changes nothing. */
    PASSTHROUGH,
    /** Headgate with a filter that changes every packet. */
    REWRITE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<Case> of(Profile profile) {
        EnumSet<Case> cases = EnumSet.allOf(Case.class);
        if (!profile.hasOffloads()) {
            cases.remove(GSO);
        }
        return List.copyOf(cases);
    }
}
