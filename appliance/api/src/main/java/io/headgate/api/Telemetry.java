package io.headgate.api;

/**
 * A number that hosts report to the appliance, found by {@link FilterContext#telemetry}: a server's load, say. Thread: the
 * lane's; another writes.
 */
public interface Telemetry {
    /** Returned by {@link #ageNs} when the number was never reported. */
    long NEVER = Long.MAX_VALUE;

    /** What was reported last, 0 if nothing was. */
    double value();

    /** Nanoseconds since it was reported; {@link #NEVER}. */
    long ageNs();
}
