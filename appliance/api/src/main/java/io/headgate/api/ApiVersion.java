package io.headgate.api;

/**
 * The version of this interface, apart from that of the appliance. A plugin says in its manifest which it was built for,
 * as in {@code Headgate-Api: 1.0}; it fits where the major version is the same and the minor one not older.
 */
public final class ApiVersion {
    /** Grows when plugins have to be changed. */
    public static final int MAJOR = 1;

    /** Grows when something is added. */
    public static final int MINOR = 0;

    private ApiVersion() {}

    /** As a manifest has it. */
    public static String text() {
        return MAJOR + "." + MINOR;
    }
}
