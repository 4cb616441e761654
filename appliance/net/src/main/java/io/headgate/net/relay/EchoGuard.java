package io.headgate.net.relay;

import io.headgate.engine.io.SinkException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Knows the places where the lane listens, so that nothing is sent back to them.
 *
 * <p>A place is the same if address and port are, unless both sides name an interface and these differ: a group may be
 * relayed from one interface to another. The wildcard stands for the addresses that this host has at opening; one that
 * it is given later is not known.
 */
final class EchoGuard {
    private final Place[] places;

    /**
     * Addresses of one port.
     *
     * @param high of IPv4 addresses 0, see {@link EchoGuard#high}
     * @param mask the bits of the low half that count
     * @param incoming the only interface on which it is heard
     */
    private record Place(int version, long high, long low, long mask, int port, NamedInterface incoming) {
        boolean isAt(int toVersion, long toHigh, long toLow, int toPort) {
            return port == toPort && low == (toLow & mask) && high == toHigh && version == toVersion;
        }
    }

    /**
     * Thread: one in the namespace of the sockets.
     *
     * @param interfaces finds an interface by its name, throws if there is none
     */
    EchoGuard(List<Input> inputs, Function<String, NamedInterface> interfaces) {
        List<Place> all = new ArrayList<>();
        for (Input input : inputs) {
            NamedInterface incoming = interfaces.apply(input.interfaceName());
            all.add(place(input.address(), input.port(), incoming));
            if (input.address().isAnyLocalAddress()) {
                addHost(all, version(input.address()), input.port(), incoming);
            }
        }
        places = all.toArray(Place[]::new);
    }

    private static Place place(InetAddress address, int port, NamedInterface incoming) {
        return new Place(version(address), high(address), low(address), -1L, port, incoming);
    }

    /** What a socket of the wildcard hears: each of this host's addresses of its IP version, and itself. */
    private static void addHost(List<Place> places, int version, int port, NamedInterface incoming) {
        // All of 127.0.0.0/8 is this host (RFC 1122, section 3.2.1.3), but one address of it is configured.
        places.add(
                version == 4
                        ? new Place(4, 0, 0x7F00_0000L, 0xFF00_0000L, port, incoming)
                        : new Place(6, 0, 1, -1L, port, incoming));
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> version(address) == version)
                    .forEach(address -> places.add(place(address, port, incoming)));
        } catch (SocketException failed) {
            throw new SinkException("cannot learn this host's addresses, to send nothing back to port " + port + ": "
                    + failed.getMessage());
        }
    }

    /**
     * Looks at a receiver before anything is sent.
     *
     * @param outgoing by which it is sent
     * @throws SinkException if it is a place where the lane listens
     */
    void check(Receiver receiver, NamedInterface outgoing) {
        InetAddress address = receiver.address();
        if (address != null
                && receiver.port() != 0
                && isEcho(version(address), high(address), low(address), receiver.port(), outgoing)) {
            throw new SinkException("receiver " + receiver.label()
                    + ": the lane listens there itself, so each datagram would come back for ever; send to another"
                    + " group or port, or name different interfaces for listening and sending");
        }
    }

    /**
     * Whether a datagram would come back.
     *
     * @param outgoing by which it is sent
     */
    boolean isEcho(int version, long high, long low, int port, NamedInterface outgoing) {
        for (Place place : places) {
            boolean isSameInterface = place.incoming().index() == outgoing.index()
                    || place.incoming().isAny()
                    || outgoing.isAny();
            if (isSameInterface && place.isAt(version, high, low, port)) {
                return true;
            }
        }
        return false;
    }

    private static int version(InetAddress address) {
        return address instanceof Inet6Address ? 6 : 4;
    }

    static long high(InetAddress address) {
        return address instanceof Inet6Address
                ? ByteBuffer.wrap(address.getAddress()).getLong(0)
                : 0;
    }

    static long low(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address ? bytes.getLong(8) : Integer.toUnsignedLong(bytes.getInt(0));
    }
}
