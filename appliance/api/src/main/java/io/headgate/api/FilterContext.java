package io.headgate.api;

import org.slf4j.Logger;

/**
 * What a lane offers a filter. Thread: {@link #drop}, {@link #counter} and {@link #gauge} only from {@link Filter#start};
 * the rest from the lane's thread.
 *
 * <p>Time is {@link Packet#timestampNs} and what {@link Filter#tick} is given: both are of one clock.
 */
public interface FilterContext {
    /** Name of the lane that runs the filter. */
    String laneName();

    /** Logger of this filter on this lane; not to be used per packet. */
    Logger logger();

    /**
     * Declares a reason to drop packets and makes the verdict for it. Declaring the same name again gives the same
     * counter.
     *
     * @param reason name of the counter: lower case, digits and dashes, as in {@code ttl-expired}
     * @param explanation one sentence for the operator
     * @return the verdict to return for each packet dropped for this reason
     * @throws IllegalArgumentException if the name is not of that form
     */
    Verdict drop(String reason, String explanation);

    /**
     * Declares a counter, which starts at 0 and is shown under the filter's name. Declaring the same name again gives
     * the same counter.
     *
     * @param name lower case, digits and dashes, as in {@code lost}
     * @param explanation what is counted, for the operator
     * @return the same during the filter's whole life
     * @throws IllegalArgumentException if the name is not of that form, or is a gauge's
     */
    Counter counter(String name, String explanation);

    /**
     * Declares a gauge, likewise.
     *
     * @param name with its unit, where it has one: {@code jitter-us}
     * @param explanation what it shows, for the operator
     * @return the same during the filter's whole life
     * @throws IllegalArgumentException if the name is not of that form, or is a counter's
     */
    Gauge gauge(String name, String explanation);
}
