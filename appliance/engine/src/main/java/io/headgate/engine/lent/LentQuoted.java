package io.headgate.engine.lent;

import io.headgate.api.Quoted;

/** What an ICMP error quotes, as long as it is lent. */
final class LentQuoted implements Quoted {
    private final Loan loan;
    private Quoted target;

    LentQuoted(Loan loan) {
        this.loan = loan;
    }

    /** Points it at a view; null stays null. */
    LentQuoted to(Quoted view) {
        target = view;
        return view == null ? null : this;
    }

    private Quoted target() {
        loan.requireRunning();
        return target;
    }

    @Override
    public boolean isIpv6() {
        return target().isIpv6();
    }

    @Override
    public int protocol() {
        return target().protocol();
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
    public boolean hasPorts() {
        return target().hasPorts();
    }

    @Override
    public int sourcePort() {
        return target().sourcePort();
    }

    @Override
    public void sourcePort(int port) {
        target().sourcePort(port);
    }

    @Override
    public int destinationPort() {
        return target().destinationPort();
    }

    @Override
    public void destinationPort(int port) {
        target().destinationPort(port);
    }
}
