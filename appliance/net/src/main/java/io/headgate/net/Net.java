package io.headgate.net;

import io.headgate.net.handle.ErrorCode;
import io.headgate.net.handle.Handle;
import io.headgate.net.handle.HandleException;
import io.headgate.net.handle.Name;
import io.headgate.net.handle.Readiness;
import io.headgate.net.handle.Received;
import io.headgate.net.handle.Sockets;
import io.headgate.net.sys.Sys;
import java.util.ArrayList;
import java.util.List;

/**
 * The net-* family: sockets of five kinds behind small integers, as newLISP has them. Each method is the function of
 * the same name; a failure is a return value ({@code 0}, {@code -1}, {@code null} or {@code false}) and {@link #error()}
 * says which. What newLISP throws (an unknown mode or family) is an {@link IllegalArgumentException} and opens nothing.
 * Where the original has a plain bug, {@code docs/deviations.md} says what is done instead.
 *
 * <p>Addresses: a host is a number or a name, of the family that {@link #ipv} has set; a port is 0 to 65,535, and where
 * other numbers are allowed their low 16 bits count. Handles are 3 and up, the lowest that is free.
 *
 * <p>Thread: one, except {@link #interrupt}; sockets belong to its network namespace. Memory: 100 KiB outside the heap,
 * and 4 MiB for each divert port.
 */
public final class Net implements AutoCloseable {
    private static final int PORT_MASK = 0xFFFF;
    private static final int MOST_SELECTED = 1_024;

    private final HandleTable table = new HandleTable();
    private final Naming naming = new Naming();
    private final Sockets sockets = new Sockets(Sys.libc());
    private final Opening opening = new Opening(sockets, naming);

    // ---- opening

    /** As {@link #listen(int, String)} on the default interface. */
    public int listen(int port) {
        return listen(port, "", null);
    }

    /** Listens for TCP clients, to be taken by {@link #accept}. As the next with {@code mode} null. */
    public int listen(int port, String address) {
        return listen(port, address, null);
    }

    /**
     * Opens a socket with a port. Never waits, but for the name of a host.
     *
     * <p>Modes, by their first letter: {@code udp} binds a datagram socket; {@code multi} binds one to every interface
     * and joins the group {@code address} on the default interface, or on the one that routing chooses; what is no group
     * is not joined. {@code divert} opens divert port or netfilter queue {@code port}, whatever the address.
     *
     * @param port low 16 bits count; 0 lets the system choose, see {@link #local}
     * @param address empty for the default interface
     * @param mode null for TCP
     * @return a handle; 0 with error 1 (no socket, no right to it), 2 (address), 10 (port or address taken or not ours,
     *     group cannot be joined) or 12
     */
    public int listen(int port, String address, String mode) {
        return open(() -> opening.listen(port, address, mode));
    }

    /**
     * Listens for clients at a path, cut to 107 bytes (103 on BSD), and takes it over from another listener. The file
     * stays behind.
     *
     * @return a handle; 0 with error 10 if something else than a socket is there or no file can be made
     */
    public int listen(String path) {
        return open(() -> opening.listen(path));
    }

    /** Waits for a client of a listener. Returns its handle; 0 with error 5, and the listener stays open. */
    public int accept(int handle) {
        return open(() -> table.get(handle, ErrorCode.ACCEPT).accept());
    }

    /** As the next with ten seconds. */
    public int connect(String host, int port) {
        return open(() -> opening.connect(host, port));
    }

    /**
     * Connects by TCP.
     *
     * @return a handle; 0 with error 2 (host, negative port), 4 (refused, or negative timeout) or 18 (no answer in time)
     */
    public int connect(String host, int port, int timeoutMs) {
        return open(() -> opening.connect(host, port, timeoutMs));
    }

    /** As the next with a TTL of 3. */
    public int connect(String host, int port, String mode) {
        return open(() -> opening.connect(host, port, mode));
    }

    /**
     * Opens a datagram socket for sending. With a host it sends to that only, and receives from that only.
     *
     * @param host empty for a socket without peer
     * @param mode begins with {@code u} (UDP), {@code b} (may broadcast) or {@code m} (multicast)
     * @param ttl of multicast; beyond 0 to 255 the system's default stays
     * @return a handle; 0 with error 2 (host, negative port) or 4
     */
    public int connect(String host, int port, String mode, int ttl) {
        return open(() -> opening.connect(host, port, mode, ttl));
    }

    /** Connects to the listener at a path, waiting while its backlog is full. 0 with error 4 if there is none. */
    public int connect(String path) {
        return open(() -> opening.connect(path));
    }

    private int open(HandleTable.Action<Handle> opener) {
        return table.attempt(0, () -> table.add(opener.run()));
    }

    // ---- receiving

    /**
     * Waits for bytes; one datagram, or what a stream has.
     *
     * @param max bytes; what a datagram has beyond is lost
     * @return 1 to {@code max} bytes; null, and the handle closed, with error 6 (end of stream, empty datagram, {@code
     *     max} below 1) or 8
     */
    public byte[] receive(int handle, int max) {
        return table.attemptOrClose(
                handle, null, () -> table.get(handle, ErrorCode.RECEIVE).receive(max));
    }

    /**
     * Receives until the bytes end with a wait string, which is part of them, or are {@code max}. Of each datagram only
     * the first byte counts.
     *
     * @param waitString ends at its first zero byte; an empty one is met by any byte
     * @return null, and the handle closed, with error 6 if the stream ends before, or on any error
     */
    public byte[] receive(int handle, int max, byte[] waitString) {
        return table.attemptOrClose(
                handle, null, () -> table.get(handle, ErrorCode.CLOSED).receive(max, waitString));
    }

    /**
     * Waits for one datagram, which may be empty. A stream gives what it has, nothing at its end, and the sender 0.0.0.0.
     * A divert port gives a packet with its IP header, by the address an opaque text that {@link #sendTo} takes to
     * reinject it, and by the port a tag: the rule's number (ipfw), the packet's mark (netfilter).
     *
     * @param max bytes; what the datagram has beyond is lost
     * @return null, and the handle closed, with error 8
     */
    public Datagram receiveFrom(int handle, int max) {
        return table.attemptOrClose(
                handle,
                null,
                () -> datagram(table.get(handle, ErrorCode.RECEIVE).receiveFrom(max)));
    }

    /**
     * Binds a UDP port, waits for one datagram, and closes the port.
     *
     * @param timeoutUs 0 or less for no limit
     * @param address as with {@link #listen}
     * @return null with error 18 (nothing in time), 10, 2 or 8
     */
    public Datagram receiveUdp(int port, int max, long timeoutUs, String address) {
        return table.attempt(null, () -> datagram(opening.receiveUdp(port, max, timeoutUs, address)));
    }

    private static Datagram datagram(Received received) {
        Name sender = received.sender();
        return new Datagram(received.data(), sender.address(), sender.port());
    }

    // ---- sending

    /** As the next with all bytes. */
    public int send(int handle, byte[] data) {
        return send(handle, data, data.length);
    }

    /**
     * Sends to the peer; waits until the system has taken everything. A call that is interrupted fails, and closes the
     * handle if part of the bytes has gone.
     *
     * @param count of bytes; more than there are, or fewer than 0, means all. 0 sends nothing, not even a datagram
     * @return {@code count}; -1, and the handle closed, with error 9
     */
    public int send(int handle, byte[] data, int count) {
        int length = count < 0 ? data.length : Math.min(count, data.length);
        return table.attemptOrClose(handle, -1, () -> {
            if (length > 0) {
                table.get(handle, ErrorCode.SEND).send(data, length);
            }
            return length;
        });
    }

    /**
     * Sends one datagram. To a divert port: reinjects the packet that {@link #receiveFrom} gave with this address, once,
     * with these bytes in place of its own. The caller sets lengths and checksums; only the sum of an IPv4 header is set
     * here. A packet that is not sent back is dropped when memory for 64 packets is used up, or by {@link #close(int)}.
     *
     * @param host empty for where the handle is connected to; a TCP connection sends to its peer whatever the host
     * @param port low 16 bits count; of no meaning for a divert port
     * @return bytes sent; -1 with error 2 or 9; -1 without error if only this packet of a divert port cannot be sent,
     *     which {@link #errorDetail} explains. Nothing is closed
     */
    public int sendTo(String host, int port, byte[] data, int handle) {
        return table.attempt(-1, () -> {
            Handle found = table.find(handle);
            if (found == null && !host.isEmpty()) {
                naming.resolve(host); // An unknown host is told first.
            }
            table.get(handle, ErrorCode.SEND).sendTo(host, port & PORT_MASK, data);
            return data.length;
        });
    }

    /**
     * Sends one datagram by a socket of its own.
     *
     * @param isBroadcast whether the host may be a broadcast address
     * @return bytes sent; -1 with error 2 or 9
     */
    public int sendUdp(String host, int port, byte[] data, boolean isBroadcast) {
        return table.attempt(-1, () -> {
            opening.sendUdp(host, port, data, isBroadcast);
            return data.length;
        });
    }

    // ---- asking

    /** As the next with one handle; false without error when the time is over. */
    public boolean select(int handle, char mode, long timeoutUs) {
        List<Integer> ready = select(List.of(handle), mode, timeoutUs);
        return ready != null && !ready.isEmpty();
    }

    /**
     * Waits until one of some handles is ready.
     *
     * @param mode {@code r}: data, a client, end of stream, an error; {@code w}: room to send; {@code e}: urgent data
     * @param timeoutUs 0 only asks, -1 waits without limit
     * @return those that are ready, in their order, none when the time is over; null with error 11 (more than 1,024) or
     *     14 (not open, other negative time, interrupted)
     */
    public List<Integer> select(List<Integer> handles, char mode, long timeoutUs) {
        Readiness what = readiness(mode);
        return table.attempt(null, () -> select(handles, what, timeoutUs));
    }

    private List<Integer> select(List<Integer> handles, Readiness what, long timeoutUs) throws HandleException {
        if (handles.size() > MOST_SELECTED) {
            throw new HandleException(ErrorCode.TOO_MANY, handles.size() + " handles; at most " + MOST_SELECTED);
        }
        if (timeoutUs < -1) {
            throw new HandleException(ErrorCode.SELECT, "the time must be -1 or more: " + timeoutUs);
        }
        List<Handle> found = new ArrayList<>();
        for (int handle : handles) {
            found.add(table.get(handle, ErrorCode.SELECT));
        }
        boolean[] isReady = sockets.select(found, what, timeoutUs);
        List<Integer> ready = new ArrayList<>();
        for (int i = 0; i < isReady.length; i++) {
            if (isReady[i]) {
                ready.add(handles.get(i));
            }
        }
        return ready;
    }

    private static Readiness readiness(char mode) {
        return switch (mode) {
            case 'r' -> Readiness.READ;
            case 'w' -> Readiness.WRITE;
            case 'e' -> Readiness.EXCEPTION;
            default -> throw new IllegalArgumentException("mode must be r, w or e: " + mode);
        };
    }

    /** Bytes readable now; of a datagram socket the size of the first datagram. Never waits. -1 with error 15. */
    public int peek(int handle) {
        return table.attempt(-1, () -> table.get(handle, ErrorCode.PEEK).readable());
    }

    /** The other end; null with error 16 if there is none. */
    public Endpoint peer(int handle) {
        return table.attempt(
                null, () -> endpoint(table.get(handle, ErrorCode.NOT_A_SOCKET).peer()));
    }

    /** This end; null with error 16. */
    public Endpoint local(int handle) {
        return table.attempt(
                null, () -> endpoint(table.get(handle, ErrorCode.NOT_A_SOCKET).local()));
    }

    private static Endpoint endpoint(Name name) {
        return new Endpoint(name.address(), name.port());
    }

    /** Closes a handle; what was sent is still delivered. False with error 16 if it is not open. */
    public boolean close(int handle) {
        return table.attempt(false, () -> {
            table.get(handle, ErrorCode.NOT_A_SOCKET);
            return table.close(handle);
        });
    }

    /** Why the last function failed, null if it did not. */
    public NetError error() {
        return table.error();
    }

    /** The text of an error number, whatever the last function did. */
    public static NetError error(int number) {
        return NetError.of(number);
    }

    /** What the system said when the last function failed: call, operands, error name. Empty if it did not fail. */
    public String errorDetail() {
        return table.detail();
    }

    /** The open handles, newest first. */
    public List<Integer> sessions() {
        return table.numbers();
    }

    /** Whether the handle is a divert port. */
    public boolean isDivert(int handle) {
        Handle found = table.find(handle);
        return found != null && found.isDivert();
    }

    /** Packets of a divert port that could not be reinjected, each of which {@link #sendTo} answered with -1. */
    public long refusedPackets(int handle) {
        Handle found = table.find(handle);
        return found == null ? 0 : found.refused();
    }

    // ---- names

    /** The default interface: where listeners bind and multicast goes by. */
    public String interfaceAddress() {
        return table.attempt(null, naming::interfaceAddress);
    }

    /** Sets the default interface, unless empty; gives it as a number. Null with error 2, and it stays. */
    public String interfaceAddress(String address) {
        return table.attempt(null, () -> naming.interfaceAddress(address));
    }

    /** The family of new sockets, 4 or 6. */
    public int ipv() {
        return naming.ipv();
    }

    /** Sets the family of new sockets, 4 or 6, and makes any interface the default. */
    public int ipv(int family) {
        return naming.ipv(family);
    }

    /**
     * The number of a name. What looks like a number (a first digit; of IPv6 a colon) is looked up the other way round,
     * unless {@code isForward}. Null with error 2.
     */
    public String lookup(String name, boolean isForward) {
        return table.attempt(null, () -> naming.lookup(name, isForward));
    }

    /** The port of a service, by {@code tcp} or {@code udp}; 0 with error 3. */
    public int service(String name, String protocol) {
        return table.attempt(0, () -> naming.service(name, protocol));
    }

    /** The service at a port, by {@code tcp} or {@code udp}; null with error 3. */
    public String service(int port, String protocol) {
        return table.attempt(null, () -> naming.service(port, protocol));
    }

    // ---- from outside

    /**
     * Ends the call that waits, or the next one that has to, as a failure with that call's usual error. Its handle stays
     * open, and the bytes of a stream that it has collected come with the next receive; datagrams of which it took the
     * first byte are gone. Any thread.
     */
    public void interrupt() {
        sockets.interrupt();
    }

    /** Takes back an interrupt that no call has met; says whether there was one. */
    public boolean clearInterrupt() {
        return sockets.clearInterrupt();
    }

    /** Closes all handles; nothing can be called afterwards. */
    @Override
    public void close() {
        table.closeAll();
        sockets.close();
    }
}
