package io.headgate.net.relay;

import io.headgate.engine.io.SinkException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket by which one receiver's datagrams leave, for one IP version; its options are those of the receiver. Not
 * connected: each send asks the routing table and so follows addresses and routes that change, and an ICMP answer to
 * one datagram is no error of the next.
 */
final class ReceiverSocket implements AutoCloseable {
    /** Room for a whole batch of the largest datagrams. */
    private static final int SEND_BUFFER = 8 << 20;

    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int MREQN = 12;
    private static final long ASK_NS = 1_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(ReceiverSocket.class);

    private final Libc libc;
    private final SendAbi abi;
    private final SendAbi.Options options;
    private final String label;
    private final int version;
    private final NamedInterface outgoing;
    private final int fd;
    private final ByteBuffer value = NativeMemory.allocate(MREQN);
    private final long valueAddress = NativeMemory.addressOf(value);

    /** The index that the options hold. */
    private int outgoingIndex;

    private long askedNs = System.nanoTime() - ASK_NS;
    private boolean isClosed;

    private ReceiverSocket(Libc libc, SendAbi abi, Receiver receiver, int version, NamedInterface outgoing, int fd) {
        this.libc = libc;
        this.abi = abi;
        this.options = abi.options(version);
        this.label = receiver.label();
        this.version = version;
        this.outgoing = outgoing;
        this.fd = fd;
    }

    /**
     * Opens it. Thread: one in the network namespace it is to belong to.
     *
     * @return null if the host does not speak this IP version
     * @throws SinkException on every other error
     */
    static ReceiverSocket open(Libc libc, SendAbi abi, Receiver receiver, int version, NamedInterface outgoing) {
        int fd = libc.socket(abi.family(version), SendAbi.SOCK_DGRAM | abi.closeOnExec(), 0);
        if (fd < 0) {
            int errno = Sys.errno();
            if (errno == abi.errnos().noFamily()) {
                return null;
            }
            throw new SinkException("receiver " + receiver.label() + ": cannot open a socket: " + Sys.errnoText(errno));
        }
        ReceiverSocket socket = new ReceiverSocket(libc, abi, receiver, version, outgoing, fd);
        try {
            socket.configure(receiver);
        } catch (RuntimeException failed) {
            socket.close();
            throw failed;
        }
        return socket;
    }

    private void configure(Receiver receiver) {
        growSendBuffer();
        if (!outgoing.isAny()) {
            check("set its interface", setInterface(outgoing.index()));
        }
        setLoop(receiver.isLooped());
        if (receiver.ttl().kind() == TtlPolicy.Kind.SET) {
            check("set its time to live", setTtl(receiver.ttl().hops()));
        }
    }

    /** As large as allowed. */
    private void growSendBuffer() {
        value.putInt(0, SEND_BUFFER);
        boolean isForced = abi.isLinux()
                && libc.setsockopt(fd, abi.socketLevel(), Linux.SO_SNDBUFFORCE, valueAddress, Integer.BYTES) == 0;
        // A BSD refuses more than its limit instead of capping it.
        for (int bytes = SEND_BUFFER; !isForced && bytes >= 1 << 16; bytes /= 2) {
            isForced = set(abi.socketLevel(), abi.sendBuffer(), bytes) == 0;
        }
    }

    private int setInterface(int index) {
        int errno = setGroupInterface(index);
        if (errno == 0 && options.hostInterface() != 0) {
            int networkOrder = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? index : Integer.reverseBytes(index);
            errno = set(options.level(), options.hostInterface(), networkOrder);
        }
        if (errno == 0) {
            outgoingIndex = index;
        }
        return errno;
    }

    private int setGroupInterface(int index) {
        if (version == 6) {
            return set(options.level(), options.groupInterface(), index);
        }
        value.putInt(0, 0).putInt(4, 0).putInt(8, index);
        return errnoOf(libc.setsockopt(fd, options.level(), options.groupInterface(), valueAddress, MREQN));
    }

    /**
     * After a datagram was not taken: looks, at most once a second, whether the receiver's interface has come back as
     * another, and takes that from now on. One that goes again meanwhile is looked for again.
     *
     * @return whether the datagram, with its address written anew, is worth another try
     */
    boolean hasNewInterface(int errno) {
        if (outgoing.isAny() || !abi.errnos().isNoInterface(errno)) {
            return false;
        }
        long nowNs = System.nanoTime();
        if (nowNs - askedNs < ASK_NS) {
            return false;
        }
        askedNs = nowNs;
        outgoing.refresh();
        if (outgoing.index() == outgoingIndex || setInterface(outgoing.index()) != 0) {
            return false;
        }
        LOG.info("receiver={} interface={} is back, index={}", label, outgoing.name(), outgoingIndex);
        return true;
    }

    /** For IPv4 groups, time to live and loop are one byte: OpenBSD takes nothing else. */
    private void setLoop(boolean isLooped) {
        check("set its loop", setGroupOption(options.groupLoop(), isLooped ? 1 : 0));
    }

    /** Of all datagrams to come that bring none of their own; returns 0 or an errno. */
    int setTtl(int ttl) {
        int errno = set(options.level(), options.ttl(), ttl);
        return errno != 0 ? errno : setGroupOption(options.groupTtl(), ttl);
    }

    private int setGroupOption(int option, int number) {
        if (version == 6) {
            return set(options.level(), option, number);
        }
        value.put(0, (byte) number);
        return errnoOf(libc.setsockopt(fd, options.level(), option, valueAddress, 1));
    }

    /** DSCP of all datagrams to come that bring none of their own; returns 0 or an errno. */
    int setTrafficClass(int trafficClass) {
        return set(options.level(), options.trafficClass(), trafficClass);
    }

    /** Whether the kernel cuts messages into segments: Linux from 4.18 on. */
    boolean canSegment() {
        return abi.isGathering() && set(SOL_UDP, UDP_SEGMENT, 0) == 0;
    }

    private int set(int level, int option, int number) {
        value.putInt(0, number);
        return errnoOf(libc.setsockopt(fd, level, option, valueAddress, Integer.BYTES));
    }

    private static int errnoOf(int result) {
        return result < 0 ? Sys.errno() : 0;
    }

    private void check(String step, int errno) {
        if (errno != 0) {
            throw new SinkException("receiver " + label + ": cannot " + step + ": " + Sys.errnoText(errno));
        }
    }

    int fd() {
        return fd;
    }

    int version() {
        return version;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            libc.close(fd);
        }
    }
}
