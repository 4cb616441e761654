/**
 * What lies beyond the lanes for their filters: mirrors, the log of events, telemetry.
 *
 * <p>Thread: {@link io.headgate.daemon.outlets.Outlets} is the appliance's, {@link io.headgate.daemon.outlets.EventLog}
 * runs on {@code events}.
 */
package io.headgate.daemon.outlets;
