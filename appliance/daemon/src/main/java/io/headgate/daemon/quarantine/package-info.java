/**
 * Filters that did not return in an earlier run, kept on disk so that the next one does not call them.
 *
 * <pre>
 *   run.StallWatch --add--> QuarantineFile --at the next start--> StartList --> steps that are quarantined from the start
 *                                ^
 *   headgate quarantine list, clear
 * </pre>
 *
 * Thread: that of the start, of a verb, or of the watchdog, one at a time in a process. Others may replace the file at any
 * time; it is never seen half written.
 */
package io.headgate.daemon.quarantine;
