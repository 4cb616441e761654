package io.headgate.engine.lane;

/**
 * A counter or gauge of a filter at one moment.
 *
 * @param explanation what is counted, for an operator
 */
public record FilterCount(String name, long value, String explanation) {}
