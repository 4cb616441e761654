package io.headgate.net.multicast.watch;

import java.net.InetAddress;

/**
 * Something about memberships that an operator should know; each said once until it changes.
 *
 * @param group null if it is about all of them
 * @param message one sentence, with what to do
 */
public record MembershipAlarm(Kind kind, InetAddress group, String message) {
    /** What has happened. */
    public enum Kind {
        /** Nobody asks: switches that snoop may cut groups off. */
        NO_QUERIER,
        /** Somebody asks again. */
        QUERIER_IS_BACK,
        /** This host did not answer a query in time; the membership still lasts. */
        REPORT_MISSING,
        /** The querier no longer believes that this host wants the group. */
        EXPIRED,
        /** After one of these two, a report. */
        REPORTED_AGAIN
    }
}
