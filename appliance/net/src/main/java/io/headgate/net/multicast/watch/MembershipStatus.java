package io.headgate.net.multicast.watch;

import java.net.InetAddress;

/**
 * What is known of a group; times by the clock of {@link MembershipWatch#poll}.
 *
 * @param isReported whether a report that counts for us was seen
 * @param lastReportNs when; meaningless if not
 * @param expiresNs when the querier forgets us, as it computes that
 */
public record MembershipStatus(InetAddress group, boolean isReported, long lastReportNs, long expiresNs) {}
