package io.headgate.bench.mcast;

import java.util.Locale;

/** Lengths of the datagrams sent; their mean is 200 bytes. */
enum Sizes {
    /** All alike. */
    EQUAL,
    /** 100 to 300 bytes, each other than the one before. */
    MIXED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
