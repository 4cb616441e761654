package io.headgate.net.multicast.watch;

import java.net.InetAddress;
import java.util.List;

/**
 * MLD of both versions (RFC 2710, 3810).
 *
 * <p>Shape: type (1 byte), code (1), checksum (2), maximum response code (2), reserved (2), group (16); a query of version 2
 * goes on with flags and robustness (1), query interval code (1), number of sources (2), sources.
 */
final class MldMessage {
    static final int ADDRESS = 16;

    private static final int QUERY = 130;
    private static final int V1_REPORT = 131;
    private static final int V1_DONE = 132;
    private static final int V2_REPORT = 143;

    private static final int GROUP = 8;
    private static final int V1_QUERY = 24;
    private static final int V2_QUERY = 28;

    private static final long MS_NS = 1_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    private MldMessage() {}

    static MembershipMessage parse(Bytes message, InetAddress from, boolean isOurs) throws MalformedMessage {
        int type = message.u8(0);
        return switch (type) {
            case QUERY -> MembershipMessage.of(query(message, from));
            case V1_REPORT, V1_DONE ->
                MembershipMessage.of(
                        List.of(new Report(true, from, message.address(GROUP, ADDRESS), type == V1_DONE, isOurs)));
            case V2_REPORT -> MembershipMessage.of(GroupRecords.parse(message, ADDRESS, from, isOurs));
            default -> throw new MalformedMessage("is ICMPv6 of type " + type + ", not MLD");
        };
    }

    /** Versions are told apart by length (RFC 3810 section 8.1). */
    private static Query query(Bytes message, InetAddress from) throws MalformedMessage {
        InetAddress any = message.address(GROUP, ADDRESS);
        InetAddress group = any.isAnyLocalAddress() ? null : any;
        int code = message.u16(4);
        if (message.length() == V1_QUERY) {
            return new Query(true, 1, from, group, 0, code * MS_NS, 0, 0);
        }
        int sources = message.u16(26);
        message.part(V2_QUERY, sources * ADDRESS);
        long intervalNs = IgmpMessage.time(message.u8(25)) * SECOND_NS;
        return new Query(true, 2, from, group, sources, response(code) * MS_NS, message.u8(24) & 7, intervalNs);
    }

    /** A code of 16 bits, from 32,768 on with exponent and mantissa (RFC 3810 section 5.1.3). */
    private static long response(int code) {
        return code < 0x8000 ? code : (long) ((code & 0xFFF) | 0x1000) << (((code >> 12) & 7) + 3);
    }
}
