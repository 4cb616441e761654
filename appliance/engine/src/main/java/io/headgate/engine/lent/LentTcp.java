package io.headgate.engine.lent;

import io.headgate.api.Tcp;

/** The TCP header, as long as it is lent. */
final class LentTcp implements Tcp {
    private final Loan loan;
    private Tcp target;

    LentTcp(Loan loan) {
        this.loan = loan;
    }

    /** Points it at a view; null stays null. */
    LentTcp to(Tcp view) {
        target = view;
        return view == null ? null : this;
    }

    private Tcp target() {
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
    public int sequence() {
        return target().sequence();
    }

    @Override
    public void sequence(int value) {
        target().sequence(value);
    }

    @Override
    public int acknowledgment() {
        return target().acknowledgment();
    }

    @Override
    public void acknowledgment(int value) {
        target().acknowledgment(value);
    }

    @Override
    public int headerLength() {
        return target().headerLength();
    }

    @Override
    public int flags() {
        return target().flags();
    }

    @Override
    public void flags(int value) {
        target().flags(value);
    }

    @Override
    public int reserved() {
        return target().reserved();
    }

    @Override
    public void reserved(int value) {
        target().reserved(value);
    }

    @Override
    public int window() {
        return target().window();
    }

    @Override
    public void window(int value) {
        target().window(value);
    }

    @Override
    public int checksum() {
        return target().checksum();
    }

    @Override
    public int urgentPointer() {
        return target().urgentPointer();
    }

    @Override
    public void urgentPointer(int value) {
        target().urgentPointer(value);
    }

    @Override
    public int optionsLength() {
        return target().optionsLength();
    }

    @Override
    public int option(int kind) {
        return target().option(kind);
    }

    @Override
    public void optionU8(int offset, int value) {
        target().optionU8(offset, value);
    }

    @Override
    public void optionU16(int offset, int value) {
        target().optionU16(offset, value);
    }
}
