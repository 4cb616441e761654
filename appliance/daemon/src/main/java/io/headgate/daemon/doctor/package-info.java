/**
 * {@code headgate doctor}: what on this host would break or slow the appliance, each with its remedy.
 *
 * <pre>
 *   DoctorVerb --> Checkup --> every Check (packages divert, machine; on a BSD bsd) --> Finding --> Report
 * </pre>
 *
 * Changes nothing and opens no queue, so it may run beside the appliance. Thread: the main one.
 */
package io.headgate.daemon.doctor;
