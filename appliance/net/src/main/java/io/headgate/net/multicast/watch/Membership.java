package io.headgate.net.multicast.watch;

import java.net.InetAddress;

/** A group that this host wants. */
final class Membership {
    /** Hosts answer at random within the response time; the answer may be a little late. */
    private static final long SLACK_NS = 500_000_000L;

    private final InetAddress group;
    private boolean isReported;

    /** Of the last report; before the first, since when the group is wanted. */
    private long reportedNs;

    private long expiresNs;

    /** Whether the querier has been given a reason to forget us earlier than after the whole interval. */
    private boolean isShortened;

    private boolean isAsked;
    private long askedNs;
    private long answerDueNs;
    private boolean isToldMissing;
    private boolean isToldExpired;

    Membership(InetAddress group, Family family, long nowNs) {
        this.group = group;
        this.reportedNs = nowNs;
        this.expiresNs = nowNs + family.querier().membershipNs();
    }

    InetAddress group() {
        return group;
    }

    long askedNs() {
        return askedNs;
    }

    long expiresNs() {
        return expiresNs;
    }

    /** Somebody asks for this group, or for all; the first question that waits for an answer is the one that counts. */
    void onQuery(Query query, QuerierStatus querier, long nowNs) {
        if (!isAsked) {
            isAsked = true;
            askedNs = nowNs;
            answerDueNs = nowNs + query.responseNs() + SLACK_NS;
        }
        if (query.group() != null) {
            // Last Member Query Time (RFC 3376 section 8.8.1, RFC 3810 section 9.8.1).
            shorten(nowNs + querier.robustness() * query.responseNs());
        } else if (!isShortened) {
            // This querier may have other intervals than the one before it, or than was assumed.
            expiresNs = reportedNs + querier.membershipNs();
        }
    }

    /** Takes note of a report; returns whether there had been an alarm. */
    boolean onReport(long membershipNs, long nowNs) {
        boolean isRelief = isToldMissing || isToldExpired;
        isReported = true;
        reportedNs = nowNs;
        expiresNs = nowNs + membershipNs;
        isShortened = false;
        isAsked = false;
        isToldMissing = false;
        isToldExpired = false;
        return isRelief;
    }

    /** This host gives the group up, though it is wanted. */
    void onLeave(long lastMemberNs, long nowNs) {
        shorten(nowNs + lastMemberNs);
    }

    private void shorten(long endNs) {
        expiresNs = Math.min(expiresNs, endNs);
        isShortened = true;
    }

    /** Whether an answer has just become overdue. */
    boolean misses(long nowNs) {
        if (!isAsked || isToldMissing || nowNs - answerDueNs < 0) {
            return false;
        }
        isToldMissing = true;
        return true;
    }

    /** Whether the membership has just ended. */
    boolean expires(long nowNs) {
        if (isToldExpired || nowNs - expiresNs < 0) {
            return false;
        }
        isToldExpired = true;
        return true;
    }

    MembershipStatus status() {
        return new MembershipStatus(group, isReported, reportedNs, expiresNs);
    }
}
