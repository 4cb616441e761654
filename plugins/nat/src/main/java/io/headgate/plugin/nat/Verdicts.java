package io.headgate.plugin.nat;

import io.headgate.api.FilterContext;
import io.headgate.api.Verdict;

/** Why a NAT drops packets. */
final class Verdicts {
    final Verdict exhausted;
    final Verdict full;
    final Verdict noFlow;
    final Verdict otherProtocol;
    final Verdict fragment;
    final Verdict quoted;
    final Verdict spoofed;

    /** For what comes to an outside address and belongs to no flow. */
    final Verdict unmatched;

    Verdicts(FilterContext context, boolean dropsUnmatched) {
        exhausted = context.drop(
                "nat-ports-exhausted",
                "all ports of the outside addresses are taken; give nat more addresses or ports");
        full = context.drop("nat-table-full", "nat remembers as many flows as it may; raise 'flows'");
        noFlow = context.drop(
                "nat-no-flow", "an inside host answered, reset or closed what nat has not translated or has forgotten");
        otherProtocol = context.drop(
                "nat-other-protocol", "nat translates TCP, UDP and ICMP queries and errors, nothing else from inside");
        fragment = context.drop(
                "nat-fragment",
                "a fragment came to nat, which needs whole datagrams: have the kernel put them together");
        quoted = context.drop("nat-error", "an ICMP error from inside about a packet that nat has not translated");
        spoofed = context.drop("nat-spoofed", "a packet with an inside source came in by the outside interface");
        unmatched = dropsUnmatched
                ? context.drop("nat-unmatched", "a packet to an outside address that belongs to no flow")
                : Verdict.PASS;
    }
}
