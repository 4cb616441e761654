package io.headgate.bench.mcast;

import java.util.Locale;

/** Who relays. */
enum Case {
    /** The reference loop in C, which changes nothing. */
    PLAIN,
    /** Headgate, with filters that change time to live and payload. */
    HEADGATE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
