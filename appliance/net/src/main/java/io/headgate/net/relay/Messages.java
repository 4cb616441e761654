package io.headgate.net.relay;

import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The messages of a sendmmsg(2) on Linux, each with a name, a run of a batch's vectors and its control messages.
 *
 * <pre>
 *  mmsghdr (64)  0 name 8 | 8 namelen 4 | 16 iov 8 | 24 iovlen 8 | 32 control 8 | 40 controllen 8 | 48 flags 4 | 56 len 4
 *  cmsghdr (16)  0 len 8 | 8 level 4 | 12 type 4 | 16 data, to the next multiple of 8
 * </pre>
 *
 * <p>Time to live and DSCP are control messages and not options of the socket: an option is a system call whenever they
 * change between two packets, or a socket for each of their 16,384 pairs; a control message costs the kernel about as much as
 * reading 24 bytes, once for all segments.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7), UDP_SEGMENT</a>
 */
final class Messages {
    private static final int MMSGHDR = 64;
    private static final int NAME = 32;
    private static final int CMSG_HEADER = 16;
    private static final int CMSG = 24;
    private static final int CONTROL = 3 * CMSG;

    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_HOPLIMIT = 52;
    private static final int IPV6_TCLASS = 67;

    private final int level;
    private final int ttlType;
    private final int trafficClassType;

    private final ByteBuffer headers;
    private final ByteBuffer names;
    private final ByteBuffer controls;
    private final long headersAddress;

    /**
     * @param version IP version of the socket
     */
    Messages(int capacity, int version, int nameLength) {
        level = version == 6 ? IPPROTO_IPV6 : IPPROTO_IP;
        ttlType = version == 6 ? IPV6_HOPLIMIT : IP_TTL;
        trafficClassType = version == 6 ? IPV6_TCLASS : IP_TOS;
        headers = NativeMemory.allocate(capacity * MMSGHDR);
        names = NativeMemory.allocate(capacity * NAME).order(ByteOrder.BIG_ENDIAN);
        controls = NativeMemory.allocate(capacity * CONTROL);
        headersAddress = NativeMemory.addressOf(headers);
        long namesAddress = NativeMemory.addressOf(names);
        long controlsAddress = NativeMemory.addressOf(controls);
        for (int i = 0; i < capacity; i++) {
            headers.putLong(i * MMSGHDR, namesAddress + (long) i * NAME);
            headers.putInt(i * MMSGHDR + 8, nameLength);
            headers.putLong(i * MMSGHDR + 32, controlsAddress + (long) i * CONTROL);
        }
    }

    /** Where the names are written: big-endian. */
    ByteBuffer names() {
        return names;
    }

    /** Offset of a message's name in {@link #names}. */
    static int nameAt(int message) {
        return message * NAME;
    }

    /** Says what a message carries, and takes away its control messages. */
    void begin(int message, long vectorAddress, int vectors) {
        headers.putLong(message * MMSGHDR + 16, vectorAddress);
        headers.putLong(message * MMSGHDR + 24, vectors);
        headers.putLong(message * MMSGHDR + 40, 0);
    }

    void addTtl(int message, int ttl) {
        int at = addControl(message, level, ttlType, Integer.BYTES);
        controls.putInt(at, ttl);
    }

    void addTrafficClass(int message, int trafficClass) {
        int at = addControl(message, level, trafficClassType, Integer.BYTES);
        controls.putInt(at, trafficClass);
    }

    void addSegments(int message, int bytes) {
        int at = addControl(message, SOL_UDP, UDP_SEGMENT, Short.BYTES);
        controls.putShort(at, (short) bytes);
    }

    /** Returns where its data goes. */
    private int addControl(int message, int itsLevel, int type, int length) {
        int used = (int) headers.getLong(message * MMSGHDR + 40);
        headers.putLong(message * MMSGHDR + 40, used + CMSG);
        int at = message * CONTROL + used;
        controls.putLong(at, CMSG_HEADER + length);
        controls.putInt(at + 8, itsLevel);
        controls.putInt(at + 12, type);
        return at + CMSG_HEADER;
    }

    /** Sends a run of messages; returns what sendmmsg(2) returns. */
    int send(Libc libc, int fd, int first, int count, int flags) {
        return libc.sendmmsg(fd, headersAddress + (long) first * MMSGHDR, count, flags);
    }
}
