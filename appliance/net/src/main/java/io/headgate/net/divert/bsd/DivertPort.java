package io.headgate.net.divert.bsd;

import io.headgate.engine.io.SourceException;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.PortTakenException;
import io.headgate.net.divert.bsd.Abi.SocketCall;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import java.util.List;

/** One divert socket of the kernel, bound, with buffers as large as the system grants. */
final class DivertPort {
    /** A send buffer must hold the largest packet and its address. */
    private static final int SEND_BUFFER = 256 << 10;

    /** So exactly is the most found that the system grants. */
    private static final int BUFFER_STEP = 4 << 10;

    private final Libc libc;
    private final Abi abi;
    private final int fd;
    private final int family;
    private final int addressLength;
    private final ByteBuffer value = NativeMemory.allocate(8);
    private final int receiveBuffer;
    private final int sendBuffer;

    private DivertPort(Libc libc, Abi abi, int fd, int family, DivertOptions options) {
        this.libc = libc;
        this.abi = abi;
        this.fd = fd;
        this.family = family;
        this.addressLength = abi.addressLength(family);
        this.receiveBuffer = raise(abi.options().receiveBuffer(), options.receiveBufferBytes());
        this.sendBuffer = raise(abi.options().sendBuffer(), SEND_BUFFER);
        if (abi.options().receiveErrors() != 0) {
            // Before FreeBSD 13 there is no such option; overflows then go unnoticed, as they always did.
            set(abi.options().receiveErrors(), 1);
        }
    }

    /**
     * Opens and binds.
     *
     * @param calls ways to open, tried in order
     * @throws PortTakenException if another socket has the port
     * @throws SourceException if none works, or the kernel refuses the port for another reason
     */
    static DivertPort open(Libc libc, Abi abi, List<SocketCall> calls, DivertOptions options) {
        int errno = 0;
        for (SocketCall call : calls) {
            int fd = libc.socket(call.domain(), call.type(), call.protocol());
            if (fd >= 0) {
                return bind(libc, abi, fd, abi.familyOf(call), options);
            }
            errno = Sys.errno();
        }
        String socket = "divert port " + options.port();
        if (errno == abi.errnos().notPermitted() || errno == abi.errnos().accessDenied()) {
            throw new SourceException(socket + " cannot be opened: not permitted to user " + Sys.userName()
                    + "; run as root, on FreeBSD outside a jail or in one with its own network stack (vnet)");
        }
        throw new SourceException(socket + " cannot be opened: " + Sys.errnoText(errno)
                + "; this kernel seems to have no divert sockets: on FreeBSD, kldload ipdivert, but first"
                + " net.inet.ip.fw.default_to_accept=1 in /boot/loader.conf, or ipfw locks you out");
    }

    private static DivertPort bind(Libc libc, Abi abi, int fd, int family, DivertOptions options) {
        AddressBook address = AddressBook.single(abi);
        address.bind(0, family, options.port());
        if (libc.bind(fd, address.place(0).value(), abi.addressLength(family)) < 0) {
            int errno = Sys.errno();
            libc.close(fd);
            throw refusal(abi, options.port(), errno);
        }
        return new DivertPort(libc, abi, fd, family, options);
    }

    private static SourceException refusal(Abi abi, int port, int errno) {
        String what = "divert port " + port + " cannot be bound: " + Sys.errnoText(errno) + "; ";
        if (errno == abi.errnos().addressInUse()) {
            return new PortTakenException(what + "see sockstat -P divert for who has it, or choose another port");
        }
        if (errno == abi.errnos().accessDenied() || errno == abi.errnos().notPermitted()) {
            return new SourceException(what + "run as root, or, in a jail or below 1024, choose a port from 1024 on");
        }
        return new SourceException(
                what + "choose another port from 1 to 65534, and see dmesg for what the kernel says");
    }

    /**
     * Finds the most that the system agrees to: beyond a share of kern.ipc.maxsockbuf it refuses instead of granting its
     * most.
     */
    private int raise(int option, int wanted) {
        if (set(option, wanted) < 0) {
            int granted = 0;
            int refused = wanted;
            while (refused - granted > BUFFER_STEP) {
                int bytes = granted + (refused - granted) / 2;
                if (set(option, bytes) < 0) {
                    refused = bytes;
                } else {
                    granted = bytes;
                }
            }
        }
        return get(option);
    }

    private int set(int option, int number) {
        value.putInt(0, number);
        return libc.setsockopt(fd, abi.options().level(), option, NativeMemory.addressOf(value), Integer.BYTES);
    }

    private int get(int option) {
        value.putInt(4, Integer.BYTES);
        long address = NativeMemory.addressOf(value);
        return libc.getsockopt(fd, abi.options().level(), option, address, address + 4) < 0 ? -1 : value.getInt(0);
    }

    int fd() {
        return fd;
    }

    /** Of the addresses that go with its packets. */
    int family() {
        return family;
    }

    int addressLength() {
        return addressLength;
    }

    /** Bytes that the kernel holds for us, as granted; -1 if it does not say. */
    int receiveBuffer() {
        return receiveBuffer;
    }

    /** As {@link #receiveBuffer}. */
    int sendBuffer() {
        return sendBuffer;
    }

    void close() {
        libc.close(fd);
    }
}
