package io.headgate.engine.lent;

import io.headgate.api.Icmp;
import io.headgate.api.IcmpMessage;
import io.headgate.api.Icmpv6;

/** The ICMP or ICMPv6 header, as long as it is lent. */
final class LentIcmp implements Icmp, Icmpv6 {
    private final Loan loan;
    private IcmpMessage target;

    LentIcmp(Loan loan) {
        this.loan = loan;
    }

    /** Points it at a view; null stays null. */
    LentIcmp to(IcmpMessage view) {
        target = view;
        return view == null ? null : this;
    }

    private IcmpMessage target() {
        loan.requireRunning();
        return target;
    }

    @Override
    public int type() {
        return target().type();
    }

    @Override
    public void type(int value) {
        target().type(value);
    }

    @Override
    public int code() {
        return target().code();
    }

    @Override
    public void code(int value) {
        target().code(value);
    }

    @Override
    public int checksum() {
        return target().checksum();
    }

    @Override
    public int identifier() {
        return target().identifier();
    }

    @Override
    public void identifier(int value) {
        target().identifier(value);
    }

    @Override
    public int sequence() {
        return target().sequence();
    }

    @Override
    public void sequence(int value) {
        target().sequence(value);
    }

    @Override
    public int rest() {
        return target().rest();
    }

    @Override
    public void rest(int value) {
        target().rest(value);
    }
}
