package io.headgate.net.divert.linux;

import io.headgate.engine.io.Injections;
import io.headgate.engine.lane.Lane;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.SockAddr;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;

/**
 * Packets of one IP version that leave by one {@code sendmmsg}, straight from where they lie.
 *
 * <pre>
 *  mmsghdr (64)  0 name 8 | 8 namelen 4 | 16 iov 8 | 24 iovlen 8 | 32 control 8 | 40 controllen 8 | 48 flags 4 | 56 len 4
 *  iovec   (16)  0 base 8 | 8 len 8
 *  name    (32)  a sockaddr of {@link SockAddr}
 * </pre>
 *
 * <p>Thread: the lane's.
 */
final class RawBatch {
    private static final int CAPACITY = Lane.BATCH;
    private static final int MMSGHDR = 64;
    private static final int IOVEC = 16;
    private static final int NAME = 32;

    private final Libc libc;
    private final int fd;
    private final Injections injections;
    private final boolean isIpv6;
    private final ByteBuffer messages = NativeMemory.allocate(CAPACITY * MMSGHDR);
    private final ByteBuffer vectors = NativeMemory.allocate(CAPACITY * IOVEC);
    private final ByteBuffer names = NativeMemory.allocate(CAPACITY * NAME);
    private final long messagesAddress = NativeMemory.addressOf(messages);
    private int count;

    RawBatch(Libc libc, int fd, boolean isIpv6, int family, Injections injections) {
        this.libc = libc;
        this.fd = fd;
        this.isIpv6 = isIpv6;
        this.injections = injections;
        long namesAddress = NativeMemory.addressOf(names);
        long vectorsAddress = NativeMemory.addressOf(vectors);
        for (int i = 0; i < CAPACITY; i++) {
            names.putShort(i * NAME, (short) family);
            int message = i * MMSGHDR;
            messages.putLong(message, namesAddress + (long) i * NAME);
            messages.putInt(message + 8, isIpv6 ? SockAddr.IN6 : SockAddr.IN);
            messages.putLong(message + 16, vectorsAddress + (long) i * IOVEC);
            messages.putLong(message + 24, 1);
        }
    }

    /**
     * Adds a packet; sends the others first if there is no room for it.
     *
     * @param bytes in the machine's byte order, of which {@code address} is the first
     * @param destination where in {@code bytes} the address is to which it goes
     */
    void add(ByteBuffer bytes, int destination, long address, int length) {
        if (count == CAPACITY) {
            send();
        }
        if (isIpv6) {
            int name = count * NAME + SockAddr.IN6_ADDRESS;
            names.putLong(name, bytes.getLong(destination)).putLong(name + 8, bytes.getLong(destination + 8));
        } else {
            names.putInt(count * NAME + SockAddr.IN_ADDRESS, bytes.getInt(destination));
        }
        vectors.putLong(count * IOVEC, address);
        vectors.putLong(count * IOVEC + 8, length);
        count++;
    }

    /** Sends what was added. What the kernel refuses is that packet's failure; the next one goes. Never waits. */
    void send() {
        int done = 0;
        while (done < count) {
            int sent = libc.sendmmsg(fd, messagesAddress + (long) done * MMSGHDR, count - done, Linux.MSG_DONTWAIT);
            for (int i = 0; i < sent; i++) {
                injections.countSent();
            }
            done += Math.max(sent, 0);
            int errno = sent <= 0 ? Sys.errno() : 0;
            if (sent <= 0 && errno != Linux.EINTR) {
                injections.countFailure(errno);
                done++;
            }
        }
        count = 0;
    }
}
