package io.headgate.testkit.packet;

/**
 * Whether the checksums of a packet are right, each computed over all bytes.
 *
 * @param header of the IPv4 header
 * @param transport of TCP, UDP, ICMP or ICMPv6
 */
public record SumCheck(State header, State transport) {
    /** What is to be said of a checksum. */
    public enum State {
        RIGHT,
        WRONG,
        /** There is none: another protocol, or UDP without one. */
        NONE,
        /** It cannot be computed: a fragment, bytes missing, lengths that make no sense. */
        UNKNOWN
    }

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    public static SumCheck of(byte[] packet) {
        Anatomy anatomy = Anatomy.of(packet);
        return new SumCheck(header(packet, anatomy), transport(packet, anatomy));
    }

    private static State header(byte[] packet, Anatomy anatomy) {
        if (anatomy.version() != 4) {
            return anatomy.version() == 6 ? State.NONE : State.UNKNOWN;
        }
        return anatomy.behindIp() == Anatomy.NONE
                ? State.UNKNOWN
                : state(Sums.sum(packet, 0, (anatomy.u8(0) & 0x0F) * 4));
    }

    private static State transport(byte[] packet, Anatomy anatomy) {
        int at = anatomy.behindIp();
        int length = anatomy.end() - at;
        if (at == Anatomy.NONE || anatomy.isFragment() || !anatomy.isWhole()) {
            return State.UNKNOWN;
        }
        return switch (anatomy.protocol()) {
            case TCP -> length < 20 ? State.UNKNOWN : withPseudoHeader(packet, anatomy, length);
            case UDP -> datagram(packet, anatomy, length);
            case ICMP ->
                anatomy.version() == 6
                        ? State.NONE
                        : length < 8 ? State.UNKNOWN : state(Sums.sum(packet, at, at + length));
            case ICMPV6 ->
                anatomy.version() == 4
                        ? State.NONE
                        : length < 8 ? State.UNKNOWN : withPseudoHeader(packet, anatomy, length);
            default -> State.NONE;
        };
    }

    private static State datagram(byte[] packet, Anatomy anatomy, int length) {
        if (length < 8) {
            return State.UNKNOWN;
        }
        int counted = anatomy.u16(anatomy.behindIp() + 4);
        if (anatomy.u16(anatomy.behindIp() + 6) == 0) {
            return State.NONE;
        }
        return counted < 8 || counted > length ? State.UNKNOWN : withPseudoHeader(packet, anatomy, counted);
    }

    private static State withPseudoHeader(byte[] packet, Anatomy anatomy, int length) {
        int at = anatomy.behindIp();
        long pseudo = Sums.pseudoHeader(anatomy.source(), anatomy.finalDestination(), anatomy.protocol(), length);
        return state(pseudo + Sums.sum(packet, at, at + length));
    }

    private static State state(long sum) {
        return Sums.isRight(sum) ? State.RIGHT : State.WRONG;
    }
}
