package io.headgate.testkit;

/** An event that a filter emitted. */
public final class EmittedEvent {
    private final String filter;
    private final String name;
    private final String detail;
    private final long timestampNs;
    private final byte[] packet;

    EmittedEvent(String filter, String name, String detail, long timestampNs, byte[] packet) {
        this.filter = filter;
        this.name = name;
        this.detail = detail;
        this.timestampNs = timestampNs;
        this.packet = packet;
    }

    public String filter() {
        return filter;
    }

    public String name() {
        return name;
    }

    /** "" if the filter gave none. */
    public String detail() {
        return detail;
    }

    /** Time of the packet, nanoseconds since 1970-01-01 UTC. */
    public long timestampNs() {
        return timestampNs;
    }

    /** The packet as it was then, from the IP header on. */
    public byte[] packet() {
        return packet.clone();
    }

    @Override
    public String toString() {
        return filter + "/" + name + (detail.isEmpty() ? "" : ": " + detail);
    }
}
