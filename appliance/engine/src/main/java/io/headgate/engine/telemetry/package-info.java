/**
 * Numbers that hosts report to the appliance, for filters to decide by.
 *
 * <pre>
 *   control socket, listeners --report--> TelemetryBoard --cell, read per packet--> filters
 * </pre>
 *
 * Thread: any writes, lanes read; nobody waits for anybody.
 */
package io.headgate.engine.telemetry;
