package io.headgate.rules.kernel;

/** What steers packets to the appliance on a system. */
public enum Firewall {
    /** Linux, for netfilter queues. */
    IPTABLES("iptables"),
    /** FreeBSD and DragonFly, for divert(4). */
    IPFW("ipfw"),
    /** OpenBSD, for divert(4). */
    PF("pf");

    private final String label;

    Firewall(String label) {
        this.label = label;
    }

    /** As people call it. */
    public String label() {
        return label;
    }
}
