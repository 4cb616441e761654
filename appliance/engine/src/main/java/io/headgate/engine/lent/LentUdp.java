package io.headgate.engine.lent;

import io.headgate.api.Udp;

/** The UDP header, as long as it is lent. */
final class LentUdp implements Udp {
    private final Loan loan;
    private Udp target;

    LentUdp(Loan loan) {
        this.loan = loan;
    }

    /** Points it at a view; null stays null. */
    LentUdp to(Udp view) {
        target = view;
        return view == null ? null : this;
    }

    private Udp target() {
        loan.requireRunning();
        return target;
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

    @Override
    public int lengthField() {
        return target().lengthField();
    }

    @Override
    public int checksum() {
        return target().checksum();
    }
}
