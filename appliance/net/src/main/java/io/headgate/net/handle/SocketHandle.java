package io.headgate.net.handle;

import java.util.Arrays;

/** A socket of the kernel: stream or datagram, of any family. */
final class SocketHandle implements Handle {
    /** Bytes looked at together for a wait string: lines are short. */
    private static final int LOOK_AHEAD = 4_096;

    private static final byte[] NOTHING = {};

    private final Calls calls;
    private final int fd;
    private final Family family;
    private final boolean isStream;

    /** Of a stream, collected for a wait string when the wait was ended: the next receive begins with them. */
    private byte[] pending = NOTHING;

    SocketHandle(Calls calls, int fd, Family family, boolean isStream) {
        this.calls = calls;
        this.fd = fd;
        this.family = family;
        this.isStream = isStream;
    }

    @Override
    public Handle accept() throws HandleException {
        try {
            return new SocketHandle(calls, calls.accept(fd), family, true);
        } catch (HandleException failed) {
            throw failed.as(ErrorCode.ACCEPT);
        }
    }

    // ---- receiving

    @Override
    public byte[] receive(int max) throws HandleException {
        requireRoom(max);
        if (pending.length > 0) {
            return takePending(max);
        }
        byte[] bytes = take(max);
        if (bytes.length == 0) {
            throw new HandleException(ErrorCode.CLOSED, "the peer has closed");
        }
        return bytes;
    }

    /** One receive; of a stream more if that filled the buffer. */
    private byte[] take(int max) throws HandleException {
        try {
            int length = calls.receive(fd, Math.min(max, Calls.BUFFER), 0);
            return isStream ? takeRest(calls.received(length), max) : calls.received(length);
        } catch (HandleException failed) {
            throw failed.as(ErrorCode.RECEIVE);
        }
    }

    /** Reads on only while bytes are there: a receive that finds none would take the error meant for the next call. */
    private byte[] takeRest(byte[] first, int max) {
        byte[] bytes = first;
        int last = first.length;
        while (last == Calls.BUFFER && bytes.length < max && calls.readable(fd) > 0) {
            last = calls.receiveNow(fd, Math.min(max - bytes.length, Calls.BUFFER));
            int length = bytes.length;
            bytes = Arrays.copyOf(bytes, length + last);
            System.arraycopy(calls.received(last), 0, bytes, length, last);
        }
        return bytes;
    }

    private static void requireRoom(int max) throws HandleException {
        if (max <= 0) {
            throw new HandleException(ErrorCode.CLOSED, "no bytes were asked for: " + max);
        }
    }

    private byte[] takePending(int max) {
        byte[] bytes = Arrays.copyOf(pending, Math.min(max, pending.length));
        pending = Arrays.copyOfRange(pending, bytes.length, pending.length);
        return bytes;
    }

    @Override
    public byte[] receive(int max, byte[] wait) throws HandleException {
        requireRoom(max);
        WaitString collected = new WaitString(wait);
        byte[] early = pending;
        pending = NOTHING;
        for (int i = 0; i < early.length; i++) {
            if (collected.add(early[i]) || collected.count() == max) {
                pending = Arrays.copyOfRange(early, i + 1, early.length);
                return collected.bytes();
            }
        }
        try {
            collect(collected, max);
        } catch (HandleException failed) {
            // First bytes of datagrams are no datagram that a receive could give.
            pending = isStream && failed.isInterrupt() ? collected.bytes() : NOTHING;
            throw failed.as(ErrorCode.CLOSED);
        }
        return collected.bytes();
    }

    private void collect(WaitString collected, int max) throws HandleException {
        boolean isMet = false;
        while (!isMet && collected.count() < max) {
            // A datagram that is read in part is gone, so of each only the first byte counts.
            int wanted = isStream ? Math.min(max - collected.count(), LOOK_AHEAD) : 1;
            int there = calls.receive(fd, wanted, isStream ? Abi.MSG_PEEK : 0);
            if (there == 0) {
                throw new HandleException(ErrorCode.CLOSED, "the peer has closed");
            }
            int taken = 0;
            while (taken < there && !isMet) {
                isMet = collected.add(calls.received0(taken++));
            }
            if (isStream) {
                calls.receive(fd, taken, 0);
            }
        }
    }

    @Override
    public Received receiveFrom(int max) throws HandleException {
        int most = Math.max(0, max);
        if (isStream) {
            byte[] bytes = pending.length > 0 ? takePending(most) : take(most);
            return new Received(bytes, new Name(family == Family.IPV6 ? family.any() : Family.IPV4.any(), 0));
        }
        try {
            int length = calls.receiveFrom(fd, Math.min(most, Calls.BUFFER));
            return new Received(calls.received(length), calls.address().name(family));
        } catch (HandleException failed) {
            throw failed.as(ErrorCode.RECEIVE);
        }
    }

    // ---- sending

    @Override
    public void send(byte[] data, int count) throws HandleException {
        try {
            if (isStream) {
                calls.sendAll(fd, data, count);
            } else {
                calls.sendDatagram(fd, data, count);
            }
        } catch (HandleException failed) {
            throw failed.as(ErrorCode.SEND);
        }
    }

    @Override
    public void sendTo(String host, int port, byte[] data) throws HandleException {
        if (family == Family.UNIX && !host.isEmpty()) {
            throw new HandleException(ErrorCode.SEND, "a Unix socket sends to its peer only");
        }
        // Only here an unknown host is its own failure, and comes first.
        boolean isAddressed = !host.isEmpty();
        if (isAddressed) {
            calls.address().set(family, Resolver.resolve(host, family), port);
        }
        try {
            if (isStream) {
                calls.sendAll(fd, data, data.length);
            } else if (isAddressed) {
                calls.sendTo(fd, data);
            } else {
                calls.sendDatagram(fd, data, data.length);
            }
        } catch (HandleException failed) {
            throw failed.as(ErrorCode.SEND);
        }
    }

    // ---- asking

    @Override
    public int readable() throws HandleException {
        int inKernel = calls.readable(fd);
        if (inKernel < 0) {
            throw HandleException.ofErrno(ErrorCode.PEEK, "ioctl FIONREAD");
        }
        boolean isSum = !isStream && !calls.abi().countsDatagrams();
        return pending.length + (isSum && inKernel > 0 ? calls.firstDatagram(fd) : inKernel);
    }

    @Override
    public Name local() throws HandleException {
        return family == Family.UNIX ? Name.UNIX : calls.localName(fd, family);
    }

    @Override
    public Name peer() throws HandleException {
        return family == Family.UNIX ? Name.UNIX : calls.peerName(fd, family);
    }

    @Override
    public boolean hasInput() {
        return pending.length > 0;
    }

    @Override
    public int[] descriptors() {
        return new int[] {fd};
    }

    @Override
    public boolean isDivert() {
        return false;
    }

    @Override
    public void close() {
        calls.libc().close(fd);
    }
}
