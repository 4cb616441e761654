package io.headgate.net.multicast.watch;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The group records of an IGMPv3 or MLDv2 report (RFC 3376 section 4.2, RFC 3810 section 5.2).
 *
 * <p>Shape: the number of records at 6, the records from 8 on; each: type (1 byte), length of auxiliary data in words (1),
 * number of sources (2), group, sources, auxiliary data.
 */
final class GroupRecords {
    private static final int COUNT = 6;
    private static final int FIRST = 8;
    private static final int GROUP = 4;

    private static final int IS_INCLUDE = 1;
    private static final int TO_INCLUDE = 3;
    private static final int BLOCK = 6;

    private GroupRecords() {}

    /** All records, or none: those of a report that lies are not believed. */
    static List<Report> parse(Bytes message, int addressBytes, InetAddress from, boolean isOurs)
            throws MalformedMessage {
        List<Report> reports = new ArrayList<>();
        int at = FIRST;
        for (int left = message.u16(COUNT); left > 0; left--) {
            int type = message.u8(at);
            int sources = message.u16(at + 2);
            InetAddress group = message.address(at + GROUP, addressBytes);
            int length = GROUP + addressBytes + sources * addressBytes + message.u8(at + 1) * Integer.BYTES;
            message.part(at, length);
            at += length;
            // To block sources neither asks for a group nor gives it up.
            if (type >= IS_INCLUDE && type < BLOCK) {
                boolean isLeave = sources == 0 && (type == IS_INCLUDE || type == TO_INCLUDE);
                reports.add(new Report(addressBytes > Integer.BYTES, from, group, isLeave, isOurs));
            }
        }
        return reports;
    }
}
