package io.headgate.net.sys;

import java.nio.ByteBuffer;
import jnr.ffi.LastError;
import jnr.ffi.Pointer;

/** A C library for tests: what a test does not override is called by mistake. */
public abstract class FakeLibc implements Libc {
    /** Fails a call as C does. */
    protected static int fail(int errno) {
        LastError.setLastError(Sys.runtime(), errno);
        return -1;
    }

    protected static byte[] bytesAt(long address, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        Pointer.wrap(Sys.runtime(), address).get(0, bytes, 0, bytes.length);
        return bytes;
    }

    protected static int intAt(long address) {
        return Pointer.wrap(Sys.runtime(), address).getInt(0);
    }

    protected static long longAt(long address) {
        return Pointer.wrap(Sys.runtime(), address).getLong(0);
    }

    protected static void putInt(long address, int value) {
        Pointer.wrap(Sys.runtime(), address).putInt(0, value);
    }

    protected static void putBytes(long address, byte[] bytes) {
        Pointer.wrap(Sys.runtime(), address).put(0, bytes, 0, bytes.length);
    }

    /** What {@code sendmsg} would send: the pieces of {@code msghdr}, joined. */
    protected static byte[] gathered(long message) {
        long vectors = longAt(message + 16);
        long count = longAt(message + 24);
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += Math.toIntExact(longAt(vectors + 16L * i + 8));
        }
        ByteBuffer all = ByteBuffer.allocate(total);
        for (int i = 0; i < count; i++) {
            all.put(bytesAt(longAt(vectors + 16L * i), longAt(vectors + 16L * i + 8)));
        }
        return all.array();
    }

    private static AssertionError unexpected(String call) {
        return new AssertionError("unexpected call of " + call);
    }

    @Override
    public long recvfrom(int fd, Pointer buffer, long length, int flags, Pointer address, Pointer addressLength) {
        throw unexpected("recvfrom");
    }

    @Override
    public int pipe(long ends) {
        throw unexpected("pipe");
    }

    @Override
    public long if_nameindex() {
        throw unexpected("if_nameindex");
    }

    @Override
    public void if_freenameindex(long list) {
        throw unexpected("if_freenameindex");
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        throw unexpected("socket");
    }

    @Override
    public int bind(int fd, long address, int addressLength) {
        throw unexpected("bind");
    }

    @Override
    public int connect(int fd, long address, int addressLength) {
        throw unexpected("connect");
    }

    @Override
    public int listen(int fd, int backlog) {
        throw unexpected("listen");
    }

    @Override
    public int accept4(int fd, long address, long addressLength, int flags) {
        throw unexpected("accept4");
    }

    @Override
    public int getpeername(int fd, long address, long addressLength) {
        throw unexpected("getpeername");
    }

    @Override
    public int ioctl(int fd, long request, long argument) {
        throw unexpected("ioctl");
    }

    @Override
    public long inet_ntop(int family, long address, long text, int textLength) {
        throw unexpected("inet_ntop");
    }

    @Override
    public int getsockname(int fd, long address, long addressLength) {
        throw unexpected("getsockname");
    }

    @Override
    public int setsockopt(int fd, int level, int option, long value, int valueLength) {
        throw unexpected("setsockopt");
    }

    @Override
    public int getsockopt(int fd, int level, int option, long value, long valueLength) {
        throw unexpected("getsockopt");
    }

    @Override
    public int recvmmsg(int fd, long messages, int count, int flags, long timeout) {
        throw unexpected("recvmmsg");
    }

    @Override
    public long recv(int fd, long buffer, long length, int flags) {
        throw unexpected("recv");
    }

    @Override
    public long sendmsg(int fd, long message, int flags) {
        throw unexpected("sendmsg");
    }

    @Override
    public int sendmmsg(int fd, long messages, int count, int flags) {
        throw unexpected("sendmmsg");
    }

    @Override
    public int if_nametoindex(String name) {
        throw unexpected("if_nametoindex");
    }

    @Override
    public long sendto(int fd, Pointer buffer, long length, int flags, Pointer address, int addressLength) {
        throw unexpected("sendto");
    }

    @Override
    public long send(int fd, long buffer, long length, int flags) {
        throw unexpected("send");
    }

    @Override
    public int poll(long descriptors, long count, int timeoutMs) {
        throw unexpected("poll");
    }

    @Override
    public int ppoll(long descriptors, long count, long timeout, long signalMask) {
        throw unexpected("ppoll");
    }

    @Override
    public int eventfd(int initial, int flags) {
        throw unexpected("eventfd");
    }

    @Override
    public long read(int fd, long buffer, long length) {
        throw unexpected("read");
    }

    @Override
    public long write(int fd, long buffer, long length) {
        throw unexpected("write");
    }

    @Override
    public int open(String path, int flags) {
        throw unexpected("open");
    }

    @Override
    public int close(int fd) {
        throw unexpected("close");
    }

    @Override
    public long if_indextoname(int index, long name) {
        throw unexpected("if_indextoname");
    }

    @Override
    public int setns(int fd, int type) {
        throw unexpected("setns");
    }

    @Override
    public int epoll_create1(int flags) {
        throw unexpected("epoll_create1");
    }

    @Override
    public int epoll_ctl(int epollFd, int operation, int fd, long event) {
        throw unexpected("epoll_ctl");
    }

    @Override
    public int epoll_wait(int epollFd, long events, int maxEvents, int timeoutMs) {
        throw unexpected("epoll_wait");
    }
}
