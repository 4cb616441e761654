package io.headgate.engine.lent;

import io.headgate.api.Ipv4;

/** The IPv4 header, as long as it is lent. */
final class LentIpv4 implements Ipv4 {
    private final Loan loan;
    private Ipv4 target;

    LentIpv4(Loan loan) {
        this.loan = loan;
    }

    /** Points it at a view; null stays null. */
    LentIpv4 to(Ipv4 view) {
        target = view;
        return view == null ? null : this;
    }

    private Ipv4 target() {
        loan.requireRunning();
        return target;
    }

    @Override
    public int headerLength() {
        return target().headerLength();
    }

    @Override
    public int totalLength() {
        return target().totalLength();
    }

    @Override
    public int dscp() {
        return target().dscp();
    }

    @Override
    public void dscp(int value) {
        target().dscp(value);
    }

    @Override
    public int ecn() {
        return target().ecn();
    }

    @Override
    public void ecn(int value) {
        target().ecn(value);
    }

    @Override
    public int identification() {
        return target().identification();
    }

    @Override
    public void identification(int value) {
        target().identification(value);
    }

    @Override
    public boolean reservedFlag() {
        return target().reservedFlag();
    }

    @Override
    public void reservedFlag(boolean value) {
        target().reservedFlag(value);
    }

    @Override
    public boolean dontFragment() {
        return target().dontFragment();
    }

    @Override
    public void dontFragment(boolean value) {
        target().dontFragment(value);
    }

    @Override
    public boolean moreFragments() {
        return target().moreFragments();
    }

    @Override
    public void moreFragments(boolean value) {
        target().moreFragments(value);
    }

    @Override
    public boolean isFragment() {
        return target().isFragment();
    }

    @Override
    public int fragmentOffset() {
        return target().fragmentOffset();
    }

    @Override
    public void fragmentOffset(int bytes) {
        target().fragmentOffset(bytes);
    }

    @Override
    public int ttl() {
        return target().ttl();
    }

    @Override
    public void ttl(int value) {
        target().ttl(value);
    }

    @Override
    public int protocol() {
        return target().protocol();
    }

    @Override
    public void protocol(int value) {
        target().protocol(value);
    }

    @Override
    public int source() {
        return target().source();
    }

    @Override
    public void source(int address) {
        target().source(address);
    }

    @Override
    public int destination() {
        return target().destination();
    }

    @Override
    public void destination(int address) {
        target().destination(address);
    }

    @Override
    public int optionsLength() {
        return target().optionsLength();
    }

    @Override
    public void optionU8(int offset, int value) {
        target().optionU8(offset, value);
    }
}
