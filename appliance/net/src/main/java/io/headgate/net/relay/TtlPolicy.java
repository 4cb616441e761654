package io.headgate.net.relay;

/**
 * The time to live, or hop limit, with which a receiver's datagrams leave.
 *
 * @param hops for {@link Kind#SET} and {@link Kind#MINIMUM} 1 to 255, otherwise 0
 */
public record TtlPolicy(Kind kind, int hops) {
    /** Where it comes from. */
    public enum Kind {
        /** Always the same. */
        SET,
        /** The packet's, as the filters left it. */
        KEEP,
        /** One less than the packet's, as a router does. */
        DECREMENT,
        /** The packet's, raised where it is too small. */
        MINIMUM
    }

    private static final int MAX = 255;

    /** What {@link #apply} returns for a packet that may go no further. */
    static final int EXPIRED = 0;

    public TtlPolicy {
        boolean hasHops = kind == Kind.SET || kind == Kind.MINIMUM;
        if (hasHops && (hops < 1 || hops > MAX)) {
            throw new IllegalArgumentException("ttl must be 1 to " + MAX + ": " + hops);
        }
        if (!hasHops && hops != 0) {
            throw new IllegalArgumentException("ttl " + kind + " takes no number: " + hops);
        }
    }

    public static TtlPolicy set(int hops) {
        return new TtlPolicy(Kind.SET, hops);
    }

    public static TtlPolicy keep() {
        return new TtlPolicy(Kind.KEEP, 0);
    }

    public static TtlPolicy decrement() {
        return new TtlPolicy(Kind.DECREMENT, 0);
    }

    public static TtlPolicy minimum(int hops) {
        return new TtlPolicy(Kind.MINIMUM, hops);
    }

    /**
     * The time to live of a datagram.
     *
     * @param ttl the packet's, 0 to 255
     * @return 1 to 255, or {@link #EXPIRED}
     */
    int apply(int ttl) {
        return switch (kind) {
            case SET -> hops;
            case KEEP -> ttl;
            case DECREMENT -> Math.max(EXPIRED, ttl - 1);
            case MINIMUM -> Math.max(ttl, hops);
        };
    }
}
