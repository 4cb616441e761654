package io.headgate.plugin.anonymise;

/** What becomes of what packets carry. */
enum PayloadRule {
    KEEP,
    /** Its bytes become zeros. */
    ZERO,
    /** As {@link #ZERO}, but UDP datagrams become empty. */
    CUT
}
