package io.headgate.net.multicast.report;

import io.headgate.net.multicast.SourceList;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One report of IGMP (RFC 1112, 2236, 3376) or MLD (RFC 2710, 3810).
 *
 * <p>Shape, network byte order: type 1, unused 1, checksum 2, then in IGMPv1 and v2 the group 4; in MLDv1 unused 4, group 16;
 * in IGMPv3 and MLDv2 unused 2, number of records 2, records: type 1, auxiliary words 1, number of sources 2, group,
 * sources. The checksum of MLD is left to the kernel.
 *
 * @param to where it is sent
 * @param bytes from index 0 to its capacity
 */
record ReportMessage(InetAddress to, ByteBuffer bytes) {
    /** Fits with all headers into the least MTU of IPv6. */
    static final int MOST_BYTES = 1_200;

    private static final int IGMP_V1 = 0x12;
    private static final int IGMP_V2 = 0x16;
    private static final int IGMP_V3 = 0x22;
    private static final int MLD_V1 = 131;
    private static final int MLD_V2 = 143;

    /** What is the case, as hosts answer a query. */
    private static final int IS_INCLUDE = 1;

    private static final int IS_EXCLUDE = 2;
    private static final int HEADER = 8;
    private static final int RECORD = 4;

    private static final InetAddress IGMP_ROUTERS = address(new byte[] {(byte) 224, 0, 0, 22});
    /** All hosts that forward groups and speak MLDv2. */
    static final InetAddress MLD_ROUTERS =
            address(new byte[] {(byte) 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 22});

    /**
     * Reports of groups of one IP version.
     *
     * @param version of IGMP (1 to 3) or MLD (1, 2); only the newest tells sources
     */
    static List<ReportMessage> of(List<GroupState> groups, boolean isIpv6, int version) {
        if (version < (isIpv6 ? 2 : 3)) {
            return groups.stream()
                    .map(state -> single(state.group(), isIpv6, version))
                    .toList();
        }
        List<ReportMessage> messages = new ArrayList<>();
        List<ByteBuffer> records = new ArrayList<>();
        int length = HEADER;
        for (GroupState state : groups) {
            for (ByteBuffer next : records(state)) {
                if (length + next.capacity() > MOST_BYTES) {
                    messages.add(several(records, isIpv6, length));
                    records.clear();
                    length = HEADER;
                }
                records.add(next);
                length += next.capacity();
            }
        }
        if (!records.isEmpty()) {
            messages.add(several(records, isIpv6, length));
        }
        return messages;
    }

    private static ReportMessage single(InetAddress group, boolean isIpv6, int version) {
        byte[] address = group.getAddress();
        ByteBuffer message = ByteBuffer.allocate((isIpv6 ? HEADER : HEADER / 2) + address.length);
        message.put(0, (byte) (isIpv6 ? MLD_V1 : version == 1 ? IGMP_V1 : IGMP_V2));
        message.put(message.capacity() - address.length, address);
        return new ReportMessage(group, summed(message, isIpv6));
    }

    private static ReportMessage several(List<ByteBuffer> records, boolean isIpv6, int length) {
        ByteBuffer message = ByteBuffer.allocate(length);
        message.putInt((isIpv6 ? MLD_V2 : IGMP_V3) << 24).putInt(records.size());
        records.forEach(record -> message.put(record.rewind()));
        return new ReportMessage(isIpv6 ? MLD_ROUTERS : IGMP_ROUTERS, summed(message, isIpv6));
    }

    /** Included sources may be told in parts; of excluded ones those that do not fit are not told (section 4.2.16). */
    private static List<ByteBuffer> records(GroupState state) {
        List<InetAddress> sources = state.sources().addresses();
        byte[] group = state.group().getAddress();
        int room = (MOST_BYTES - HEADER - RECORD - group.length) / group.length;
        if (state.sources().mode() == SourceList.Mode.EXCLUDE) {
            return List.of(oneRecord(IS_EXCLUDE, group, sources.subList(0, Math.min(room, sources.size()))));
        }
        List<ByteBuffer> records = new ArrayList<>();
        for (int from = 0; from < sources.size(); from += room) {
            records.add(oneRecord(IS_INCLUDE, group, sources.subList(from, Math.min(from + room, sources.size()))));
        }
        return records;
    }

    private static ByteBuffer oneRecord(int type, byte[] group, List<InetAddress> sources) {
        ByteBuffer bytes = ByteBuffer.allocate(RECORD + group.length * (1 + sources.size()));
        bytes.putInt(type << 24 | sources.size()).put(group);
        sources.forEach(source -> bytes.put(source.getAddress()));
        return bytes;
    }

    /** Internet checksum (RFC 1071) at 2, of IGMP only: all lengths are even. */
    private static ByteBuffer summed(ByteBuffer message, boolean isIpv6) {
        if (!isIpv6) {
            int sum = 0;
            for (int i = 0; i < message.capacity(); i += Short.BYTES) {
                sum += message.getShort(i) & 0xFFFF;
            }
            sum = (sum & 0xFFFF) + (sum >>> Short.SIZE);
            message.putShort(2, (short) ~(sum + (sum >>> Short.SIZE)));
        }
        return message;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
