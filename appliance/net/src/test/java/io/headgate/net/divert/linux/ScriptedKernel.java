package io.headgate.net.divert.linux;

import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.Linux;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;

/** The calls of a queue's life without a kernel: what is received is what the test has put there. */
final class ScriptedKernel extends FakeLibc {
    /** By call: the errno it fails with. */
    final Map<String, Integer> failures = new HashMap<>();

    /** Errno in the answer to each configuration that asks for one, 0 once there are no more. */
    final Deque<Integer> answers = new ArrayDeque<>();

    /** Messages to be received; an empty one is an overflow. */
    final Deque<byte[]> incoming = new ArrayDeque<>();

    /** What was sent to configure and to decide, in order. */
    final List<byte[]> configurations = new ArrayList<>();

    final List<VerdictStream.Message> verdicts = new ArrayList<>();
    final List<Integer> open = new ArrayList<>();
    final List<Integer> closedTwice = new ArrayList<>();
    int wakeups;
    boolean isSilent;
    private int nextFd = 100;

    /** Puts an overflow among the messages. */
    void overflow() {
        incoming.add(new byte[0]);
    }

    private int result(String call, int success) {
        Integer errno = failures.get(call);
        return errno == null ? success : fail(errno);
    }

    private int opened(String call) {
        int fd = result(call, nextFd);
        if (fd >= 0) {
            open.add(nextFd++);
        }
        return fd;
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return opened(domain == Linux.AF_NETLINK ? "socket" : "raw socket");
    }

    @Override
    public int bind(int fd, long address, int addressLength) {
        return result("bind", 0);
    }

    @Override
    public int getsockname(int fd, long address, long addressLength) {
        return result("getsockname", 0);
    }

    @Override
    public int setsockopt(int fd, int level, int option, long value, int valueLength) {
        return result("setsockopt " + option, 0);
    }

    @Override
    public int getsockopt(int fd, int level, int option, long value, long valueLength) {
        return result("getsockopt", 0);
    }

    @Override
    public int eventfd(int initial, int flags) {
        return opened("eventfd");
    }

    @Override
    public long send(int fd, long buffer, long length, int flags) {
        byte[] request = bytesAt(buffer, length);
        configurations.add(request);
        boolean wantsAnswer = (request[6] & 4) != 0;
        if (wantsAnswer && !isSilent) {
            int errno = answers.isEmpty() ? 0 : answers.pop();
            incoming.add(NetlinkMessage.error(errno, 3 << 24));
        }
        return length;
    }

    @Override
    public long sendmsg(int fd, long message, int flags) {
        verdicts.addAll(VerdictStream.parse(gathered(message)));
        return 0;
    }

    @Override
    public int recvmmsg(int fd, long messages, int count, int flags, long timeout) {
        if (incoming.isEmpty()) {
            return fail(Linux.EAGAIN);
        }
        if (incoming.peek().length == 0) {
            incoming.pop();
            return fail(Linux.ENOBUFS);
        }
        int received = 0;
        while (received < count && !incoming.isEmpty() && incoming.peek().length > 0) {
            byte[] message = incoming.pop();
            long header = messages + 64L * received++;
            putBytes(longAt(longAt(header + 16)), message);
            putInt(header + 56, message.length);
        }
        return received;
    }

    @Override
    public int ppoll(long descriptors, long count, long timeout, long signalMask) {
        return 0;
    }

    @Override
    public long write(int fd, long buffer, long length) {
        if (!open.contains(fd)) {
            throw new AssertionError("write to descriptor " + fd + ", which is closed");
        }
        wakeups++;
        return length;
    }

    @Override
    public long sendto(int fd, Pointer buffer, long length, int flags, Pointer address, int addressLength) {
        return length;
    }

    @Override
    public long if_indextoname(int index, long name) {
        return 0;
    }

    @Override
    public int close(int fd) {
        if (!open.remove((Integer) fd)) {
            closedTwice.add(fd);
        }
        return 0;
    }
}
