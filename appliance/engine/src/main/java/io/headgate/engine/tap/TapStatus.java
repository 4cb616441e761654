package io.headgate.engine.tap;

/**
 * What became of the copies for one mirror, of all lanes: offered = copied + lost, and copied = written + failed once all
 * is written.
 *
 * @param copied taken from lanes
 * @param lost for which the lane's ring had no room
 * @param sink where the copied went
 */
public record TapStatus(String name, long copied, long lost, TapSink.Status sink) {}
