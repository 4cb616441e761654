package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.divert.Datagram;
import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jnr.ffi.Pointer;

/**
 * A kernel with divert sockets, as far as a test scripts it: results and addresses are those that a real FreeBSD 13.2
 * gave. What the code asks for without being told to is an error of the test. Any thread, as a kernel.
 */
final class ScriptedDivert extends FakeLibc {
    /** What recvfrom(2) gives next: an errno, or a packet with its address. */
    private static final class Arrival {
        private final int errno;
        private final byte[] packet;
        private final byte[] address;

        private Arrival(int errno, byte[] packet, byte[] address) {
            this.errno = errno;
            this.packet = packet;
            this.address = address;
        }
    }

    /** What was written. */
    static final class Write {
        private final int fd;
        private final byte[] packet;
        private final byte[] address;

        private Write(int fd, byte[] packet, byte[] address) {
            this.fd = fd;
            this.packet = packet;
            this.address = address;
        }

        int fd() {
            return fd;
        }

        byte[] packet() {
            return packet;
        }

        byte[] address() {
            return address;
        }
    }

    private final Abi abi;
    private final int maxBuffer;
    private final Map<Integer, Deque<Arrival>> arrivals = new HashMap<>();
    private final Map<Integer, Integer> options = new HashMap<>();
    private final List<ByteBuffer> kept = new ArrayList<>();
    private int nextFd = 30;

    final Set<Integer> refusedDomains = new HashSet<>();
    final List<Abi.SocketCall> sockets = new ArrayList<>();
    final Map<Integer, byte[]> bound = new HashMap<>();
    final List<Write> writes = new ArrayList<>();
    final Deque<Integer> sendErrors = new ArrayDeque<>();
    final Set<Integer> closed = new HashSet<>();
    final List<String> interfaces = new ArrayList<>();
    int refusal;
    int bindErrno;
    int pollEvents;
    int rungBytes;

    /** How often the list of interfaces was asked for. */
    int interfaceLists;

    /** A rule that diverts what was written back. */
    boolean handsBack;

    ScriptedDivert(Abi abi, int maxBuffer) {
        this.abi = abi;
        this.maxBuffer = maxBuffer;
    }

    synchronized void arrive(int fd, byte[] packet, byte[] address) {
        arrivals.computeIfAbsent(fd, any -> new ArrayDeque<>()).add(new Arrival(0, packet, address));
    }

    synchronized void fail(int fd, int errno) {
        arrivals.computeIfAbsent(fd, any -> new ArrayDeque<>()).add(new Arrival(errno, null, null));
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        sockets.add(new Abi.SocketCall(domain, type, protocol));
        if (refusedDomains.contains(domain)) {
            return fail(refusal);
        }
        return nextFd++;
    }

    @Override
    public int bind(int fd, long address, int addressLength) {
        bound.put(fd, bytesAt(address, addressLength));
        return bindErrno == 0 ? 0 : fail(bindErrno);
    }

    @Override
    public int setsockopt(int fd, int level, int option, long value, int valueLength) {
        assertThat(level).isEqualTo(abi.options().level());
        assertThat(valueLength).isEqualTo(4);
        if (intAt(value) > maxBuffer) {
            return fail(abi.errnos().noBuffers());
        }
        options.put(option, intAt(value));
        return 0;
    }

    /** How many packets were written; the list itself only once nobody writes any more. */
    synchronized int written() {
        return writes.size();
    }

    int option(int option) {
        return options.getOrDefault(option, 0);
    }

    @Override
    public int getsockopt(int fd, int level, int option, long value, long valueLength) {
        assertThat(intAt(valueLength)).isEqualTo(4);
        putInt(value, options.get(option));
        return 0;
    }

    @Override
    public int pipe(long ends) {
        putInt(ends, nextFd++);
        putInt(ends + 4, nextFd++);
        return 0;
    }

    @Override
    public synchronized long recvfrom(
            int fd, Pointer buffer, long length, int flags, Pointer address, Pointer addressLength) {
        assertThat(flags).isEqualTo(abi.dontWait());
        Deque<Arrival> waiting = arrivals.getOrDefault(fd, new ArrayDeque<>());
        if (waiting.isEmpty()) {
            return fail(abi.errnos().again());
        }
        Arrival next = waiting.poll();
        if (next.errno != 0) {
            return fail(next.errno);
        }
        assertThat(intAt(addressLength.address())).isEqualTo(next.address.length);
        int held = (int) Math.min(length, next.packet.length);
        buffer.put(0, next.packet, 0, held);
        address.put(0, next.address, 0, next.address.length);
        return held;
    }

    @Override
    public synchronized long sendto(
            int fd, Pointer buffer, long length, int flags, Pointer address, int addressLength) {
        assertThat(flags).isZero();
        int errno = sendErrors.isEmpty() ? 0 : sendErrors.poll();
        if (errno != 0) {
            return fail(errno);
        }
        byte[] packet = new byte[Math.toIntExact(length)];
        buffer.get(0, packet, 0, packet.length);
        byte[] to = new byte[addressLength];
        address.get(0, to, 0, to.length);
        if (abi.equals(Abi.OPENBSD)) {
            makeSumsRight(packet);
        }
        writes.add(new Write(fd, packet, to));
        if (handsBack) {
            arrive(fd, packet, to);
        }
        return length;
    }

    /** OpenBSD computes all checksums of what is written, in both directions. Of the packets here: those of {@link Datagram}. */
    private static void makeSumsRight(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        if (packet.length == Datagram.IPV6_LENGTH && packet[0] >>> 4 == 6) {
            bytes.putShort(46, (short) Datagram.ipv6Sum(packet));
        } else if (packet[0] >>> 4 == 4) {
            bytes.putShort(10, (short) 0);
            long sum = 0;
            for (int i = 0; i < 20; i += 2) {
                sum += bytes.getShort(i) & 0xFFFF;
            }
            bytes.putShort(10, (short) (65_535 - sum % 65_535));
        }
    }

    @Override
    public synchronized int ppoll(long descriptors, long count, long timeout, long signalMask) {
        for (int i = 0; i < count; i++) {
            assertThat(intAt(descriptors + 8L * i + 4) & 0xFFFF).isEqualTo(1);
            putInt(descriptors + 8L * i + 4, 1 | ((i == 0 ? Math.min(rungBytes, 1) : pollEvents) << 16));
        }
        return pollEvents != 0 || rungBytes > 0 ? 1 : 0;
    }

    @Override
    public synchronized long write(int fd, long buffer, long length) {
        rungBytes += (int) length;
        return length;
    }

    @Override
    public synchronized long read(int fd, long buffer, long length) {
        int read = Math.min(rungBytes, (int) length);
        rungBytes -= read;
        return read;
    }

    @Override
    public synchronized int close(int fd) {
        assertThat(closed.add(fd)).as("closed twice: " + fd).isTrue();
        return 0;
    }

    @Override
    public synchronized long if_nameindex() {
        interfaceLists++;
        ByteBuffer list = keep(16 * (interfaces.size() + 1));
        for (int i = 0; i < interfaces.size(); i++) {
            byte[] name = interfaces.get(i).getBytes(StandardCharsets.UTF_8);
            ByteBuffer text = keep(name.length + 1);
            text.put(0, name);
            list.putInt(16 * i, i + 1).putLong(16 * i + 8, NativeMemory.addressOf(text));
        }
        return interfaces.isEmpty() ? 0 : NativeMemory.addressOf(list);
    }

    private ByteBuffer keep(int bytes) {
        ByteBuffer buffer = NativeMemory.allocate(bytes);
        kept.add(buffer);
        return buffer;
    }

    @Override
    public void if_freenameindex(long list) {
        kept.clear();
    }
}
