package io.headgate.net.multicast.watch;

import java.net.InetAddress;
import java.util.List;

/**
 * IGMP of all versions (RFC 1112, 2236, 3376).
 *
 * <p>Shape: type (1 byte), maximum response code (1), checksum (2), group (4); a query of version 3 goes on with flags and
 * robustness (1), query interval code (1), number of sources (2), sources.
 */
final class IgmpMessage {
    private static final int QUERY = 0x11;
    private static final int V1_REPORT = 0x12;
    private static final int V2_REPORT = 0x16;
    private static final int V2_LEAVE = 0x17;
    private static final int V3_REPORT = 0x22;

    private static final int SHORT = 8;
    private static final int V3_QUERY = 12;
    private static final int GROUP = 4;
    private static final int ADDRESS = 4;

    private static final long TENTH_NS = 100_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    /** A host of version 1 answers within this (RFC 1112, appendix I). */
    private static final int V1_RESPONSE_TENTHS = 100;

    private IgmpMessage() {}

    static MembershipMessage parse(Bytes message, InetAddress from, boolean isOurs) throws MalformedMessage {
        int type = message.u8(0);
        return switch (type) {
            case QUERY -> MembershipMessage.of(query(message, from));
            case V1_REPORT, V2_REPORT, V2_LEAVE ->
                MembershipMessage.of(
                        List.of(new Report(false, from, message.address(GROUP, ADDRESS), type == V2_LEAVE, isOurs)));
            case V3_REPORT -> MembershipMessage.of(GroupRecords.parse(message, ADDRESS, from, isOurs));
            default -> throw new MalformedMessage("is IGMP of unknown type " + type);
        };
    }

    /** Versions are told apart by length and maximum response (RFC 3376 section 7.1). */
    private static Query query(Bytes message, InetAddress from) throws MalformedMessage {
        InetAddress any = message.address(GROUP, ADDRESS);
        InetAddress group = any.isAnyLocalAddress() ? null : any;
        int code = message.u8(1);
        if (message.length() == SHORT) {
            int version = code == 0 ? 1 : 2;
            int tenths = version == 1 ? V1_RESPONSE_TENTHS : code;
            return new Query(false, version, from, group, 0, tenths * TENTH_NS, 0, 0);
        }
        int sources = message.u16(10);
        message.part(V3_QUERY, sources * ADDRESS);
        int robustness = message.u8(8) & 7;
        long intervalNs = time(message.u8(9)) * SECOND_NS;
        return new Query(false, 3, from, group, sources, time(code) * TENTH_NS, robustness, intervalNs);
    }

    /** A code of 8 bits, from 128 on with exponent and mantissa (RFC 3376 sections 4.1.1 and 4.1.7). */
    static long time(int code) {
        return code < 128 ? code : (long) ((code & 0xF) | 0x10) << (((code >> 4) & 7) + 3);
    }
}
