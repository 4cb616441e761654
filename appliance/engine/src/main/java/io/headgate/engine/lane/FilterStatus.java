package io.headgate.engine.lane;

import java.util.List;

/**
 * How a filter of a chain is doing.
 *
 * @param errors packets on which it failed
 * @param isQuarantined whether it failed so often in a row that it is no longer called
 * @param lastError the newest failure, null if there was none
 * @param counts what the filter has counted, in the order of their declaration
 */
public record FilterStatus(
        String name, long errors, boolean isQuarantined, Throwable lastError, List<FilterCount> counts) {}
