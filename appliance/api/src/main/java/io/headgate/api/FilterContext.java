package io.headgate.api;

import org.slf4j.Logger;

/**
 * What a lane offers a filter. Thread: {@link #drop} only from {@link Filter#start}; the rest from the lane's thread.
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
}
