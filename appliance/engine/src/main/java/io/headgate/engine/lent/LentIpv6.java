package io.headgate.engine.lent;

import io.headgate.api.Ipv6;

/** The IPv6 header, as long as it is lent. */
final class LentIpv6 implements Ipv6 {
    private final Loan loan;
    private Ipv6 target;

    LentIpv6(Loan loan) {
        this.loan = loan;
    }

    /** Points it at a view; null stays null. */
    LentIpv6 to(Ipv6 view) {
        target = view;
        return view == null ? null : this;
    }

    private Ipv6 target() {
        loan.requireRunning();
        return target;
    }

    @Override
    public int payloadLength() {
        return target().payloadLength();
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
    public int flowLabel() {
        return target().flowLabel();
    }

    @Override
    public void flowLabel(int value) {
        target().flowLabel(value);
    }

    @Override
    public int hopLimit() {
        return target().hopLimit();
    }

    @Override
    public void hopLimit(int value) {
        target().hopLimit(value);
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
    public long sourceHigh() {
        return target().sourceHigh();
    }

    @Override
    public long sourceLow() {
        return target().sourceLow();
    }

    @Override
    public void source(long high, long low) {
        target().source(high, low);
    }

    @Override
    public long destinationHigh() {
        return target().destinationHigh();
    }

    @Override
    public long destinationLow() {
        return target().destinationLow();
    }

    @Override
    public void destination(long high, long low) {
        target().destination(high, low);
    }

    @Override
    public int extensions() {
        return target().extensions();
    }

    @Override
    public int extensionType(int index) {
        return target().extensionType(index);
    }

    @Override
    public int extensionOffset(int index) {
        return target().extensionOffset(index);
    }

    @Override
    public int extensionLength(int index) {
        return target().extensionLength(index);
    }

    @Override
    public void extensionU8(int offset, int value) {
        target().extensionU8(offset, value);
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
    public boolean moreFragments() {
        return target().moreFragments();
    }

    @Override
    public void moreFragments(boolean value) {
        target().moreFragments(value);
    }

    @Override
    public int identification() {
        return target().identification();
    }

    @Override
    public void identification(int value) {
        target().identification(value);
    }
}
