package io.headgate.net.handle;

import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeAddress;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import io.headgate.net.sys.WakePipe;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * System calls on non-blocking sockets that wait as blocking ones do, but can be ended; with the native memory they
 * need, allocated once.
 *
 * <p>Thread: one, except {@link #wakeup}'s.
 */
final class Calls {
    /** Largest datagram of any kind. */
    static final int BUFFER = 65_536;

    static final long NO_DEADLINE = Long.MAX_VALUE;

    static final short POLLIN = 1;
    static final short POLLPRI = 2;
    static final short POLLOUT = 4;
    private static final int POLLFD = 8;

    private final Libc libc;
    private final Abi abi;
    private final WakePipe wakeup;
    private final Sockaddr address;
    private final ByteBuffer buffer = NativeMemory.allocate(BUFFER);
    private final NativeAddress bufferPlace = NativeAddress.of(buffer, 0);
    private final ByteBuffer pollFds = NativeMemory.allocate(2 * POLLFD);
    private final long pollFdsAddress = NativeMemory.addressOf(pollFds);
    private final ByteBuffer value = NativeMemory.allocate(32);
    private final long valueAddress = NativeMemory.addressOf(value);

    Calls(Libc libc, Abi abi) {
        this.libc = libc;
        this.abi = abi;
        this.wakeup = new WakePipe(libc);
        this.address = new Sockaddr(libc, abi);
    }

    Libc libc() {
        return libc;
    }

    Abi abi() {
        return abi;
    }

    WakePipe wakeup() {
        return wakeup;
    }

    /** To be written before a call that takes an address, and read after one that gives one. */
    Sockaddr address() {
        return address;
    }

    /** The bytes of the last receive call, from 0 on. */
    byte[] received(int length) {
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return bytes;
    }

    byte received0(int index) {
        return buffer.get(index);
    }

    static long deadline(long timeoutNs) {
        long now = System.nanoTime();
        return timeoutNs > Long.MAX_VALUE / 2 ? NO_DEADLINE : now + timeoutNs;
    }

    /** Milliseconds for poll(2), rounded up; -1 for ever. */
    static int millisUntil(long deadlineNs) {
        if (deadlineNs == NO_DEADLINE) {
            return -1;
        }
        long leftNs = Math.max(0, deadlineNs - System.nanoTime());
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(leftNs + 999_999));
    }

    /**
     * Waits for a socket.
     *
     * @param fd -1 to wait only for the end of the wait
     * @return whether something happened to it, errors included; false when the time is over
     * @throws HandleException if another thread ended the wait
     */
    boolean await(int fd, short events, long deadlineNs) throws HandleException {
        pollFds.putInt(0, wakeup.fd()).putShort(4, POLLIN);
        pollFds.putInt(POLLFD, fd).putShort(POLLFD + 4, events);
        while (true) {
            pollFds.putShort(6, (short) 0).putShort(POLLFD + 6, (short) 0);
            int ready = libc.poll(pollFdsAddress, 2, millisUntil(deadlineNs));
            if (ready < 0 && Sys.errno() != abi.errnos().interrupted()) {
                throw HandleException.ofErrno(ErrorCode.SELECT, "poll");
            }
            if (ready > 0 && pollFds.getShort(6) != 0 && wakeup.clear()) {
                throw HandleException.interrupted();
            }
            if (ready > 0 && pollFds.getShort(POLLFD + 6) != 0) {
                return true;
            }
            if (ready == 0 && deadlineNs != NO_DEADLINE && System.nanoTime() >= deadlineNs) {
                return false;
            }
        }
    }

    /** After a call that gave -1: waits if that may help, else fails. */
    private void retry(int fd, short events, ErrorCode code, String call) throws HandleException {
        int errno = Sys.errno();
        if (errno == abi.errnos().again()) {
            await(fd, events, NO_DEADLINE);
        } else if (errno != abi.errnos().interrupted()) {
            throw HandleException.ofErrno(code, call);
        }
    }

    /** Receives up to {@code length} bytes, at most {@link #BUFFER}, into the buffer; 0 at the end of a stream. */
    int receive(int fd, int length, int flags) throws HandleException {
        while (true) {
            long result = libc.recv(fd, bufferPlace.value(), length, flags);
            if (result >= 0) {
                return (int) result;
            }
            retry(fd, POLLIN, ErrorCode.RECEIVE, "recv");
        }
    }

    /** As {@link #receive}, but does not wait; for bytes that are known to be there. 0 if they are not. */
    int receiveNow(int fd, int length) {
        return (int) Math.max(0, libc.recv(fd, bufferPlace.value(), length, 0));
    }

    /** Receives one datagram and its sender's address. */
    int receiveFrom(int fd, int length) throws HandleException {
        while (true) {
            address.prepare();
            long result = bufferPlace.receiveFrom(libc, fd, length, 0, address.place(), address.lengthPlace());
            if (result >= 0) {
                return (int) result;
            }
            retry(fd, POLLIN, ErrorCode.RECEIVE, "recvfrom");
        }
    }

    /** Sends everything, piece by piece. An interrupt after the first piece leaves the stream torn: that is no interrupt. */
    void sendAll(int fd, byte[] data, int count) throws HandleException {
        int sent = 0;
        while (sent < count) {
            int length = Math.min(BUFFER, count - sent);
            buffer.put(0, data, sent, length);
            try {
                sent += send(fd, length);
            } catch (HandleException failed) {
                boolean isTorn = failed.isInterrupt() && sent > 0;
                throw isTorn ? new HandleException(ErrorCode.SEND, "interrupted behind byte " + sent) : failed;
            }
        }
    }

    /** Sends one datagram to where the socket is connected to. */
    void sendDatagram(int fd, byte[] data, int count) throws HandleException {
        requireDatagram(count);
        buffer.put(0, data, 0, count);
        send(fd, count);
    }

    private int send(int fd, int length) throws HandleException {
        while (true) {
            long result = libc.send(fd, bufferPlace.value(), length, abi.noSignal());
            if (result >= 0) {
                return (int) result;
            }
            retry(fd, POLLOUT, ErrorCode.SEND, "send");
        }
    }

    /** Sends one datagram to what {@link #address} holds. */
    void sendTo(int fd, byte[] data) throws HandleException {
        requireDatagram(data.length);
        buffer.put(0, data);
        while (bufferPlace.sendTo(libc, fd, data.length, abi.noSignal(), address.place(), address.length()) < 0) {
            retry(fd, POLLOUT, ErrorCode.SEND, "sendto");
        }
    }

    private static void requireDatagram(int length) throws HandleException {
        if (length > BUFFER) {
            throw new HandleException(ErrorCode.SEND, "no datagram has " + length + " bytes");
        }
    }

    /** The next client of a listener. */
    int accept(int fd) throws HandleException {
        while (true) {
            int client = libc.accept4(fd, 0, 0, abi.socketFlags());
            if (client >= 0) {
                return client;
            }
            // A client that has gone meanwhile is no reason to fail.
            if (Sys.errno() != abi.errnos().connectionAborted()) {
                retry(fd, POLLIN, ErrorCode.ACCEPT, "accept");
            }
        }
    }

    /** Bytes readable now, as the kernel counts; negative if it does not. */
    int readable(int fd) {
        value.putInt(0, 0);
        return libc.ioctl(fd, abi.readableBytes(), valueAddress) < 0 ? -1 : value.getInt(0);
    }

    /** Size of the first datagram, by a look at all of it. */
    int firstDatagram(int fd) {
        return (int) Math.max(0, libc.recv(fd, bufferPlace.value(), BUFFER, Abi.MSG_PEEK));
    }

    Name localName(int fd, Family family) throws HandleException {
        address.prepare();
        if (libc.getsockname(fd, address.place().value(), address.lengthPlace().value()) < 0) {
            throw HandleException.ofErrno(ErrorCode.NOT_A_SOCKET, "getsockname");
        }
        return address.name(family);
    }

    Name peerName(int fd, Family family) throws HandleException {
        address.prepare();
        if (libc.getpeername(fd, address.place().value(), address.lengthPlace().value()) < 0) {
            throw HandleException.ofErrno(ErrorCode.NOT_A_SOCKET, "getpeername");
        }
        return address.name(family);
    }

    /** Sets an option to one number of {@code bytes} length; false if the kernel refuses. */
    boolean setOption(int fd, int level, int option, int number, int bytes) {
        if (bytes == 1) {
            value.put(0, (byte) number);
        } else {
            value.putInt(0, number);
        }
        return libc.setsockopt(fd, level, option, valueAddress, bytes) == 0;
    }

    /** Sets an option to bytes as they are, at most 32. */
    boolean setOption(int fd, int level, int option, byte[] bytes) {
        value.put(0, bytes);
        return libc.setsockopt(fd, level, option, valueAddress, bytes.length) == 0;
    }

    /** The error that is pending on a socket, 0 for none. */
    int takeError(int fd) {
        value.putInt(0, 0).putInt(4, Integer.BYTES);
        int option = abi.options().error();
        int result = libc.getsockopt(fd, abi.options().level(), option, valueAddress, valueAddress + 4);
        return result < 0 ? Sys.errno() : value.getInt(0);
    }
}
