package io.headgate.net.relay;

import io.headgate.engine.io.SinkException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Knows the places where the lane listens, so that nothing is sent back to them.
 *
 * <p>A place is the same if address and port are, unless both sides name an interface and these differ: a group may be
 * relayed from one interface to another.
 */
final class EchoGuard {
    private static final int ANY = 0;

    /** One per place; IPv4 addresses in the low half. */
    private final long[] highs;

    private final long[] lows;
    private final int[] ports;
    private final int[] versions;
    private final int[] interfaces;

    /**
     * Thread: one in the namespace of the sockets.
     *
     * @param interfaceIndex finds the number of an interface, throws if there is none
     */
    EchoGuard(List<Input> inputs, ToIntFunction<String> interfaceIndex) {
        List<Input> places =
                inputs.stream().flatMap(input -> spread(input).stream()).toList();
        int count = places.size();
        highs = new long[count];
        lows = new long[count];
        ports = new int[count];
        versions = new int[count];
        interfaces = new int[count];
        for (int i = 0; i < count; i++) {
            Input place = places.get(i);
            highs[i] = high(place.address());
            lows[i] = low(place.address());
            ports[i] = place.port();
            versions[i] = version(place.address());
            interfaces[i] = place.interfaceName().isEmpty() ? ANY : interfaceIndex.applyAsInt(place.interfaceName());
        }
    }

    /** The wildcard stands for each of this host's addresses. */
    private static List<Input> spread(Input input) {
        if (!input.address().isAnyLocalAddress()) {
            return List.of(input);
        }
        try {
            List<Input> places = new ArrayList<>();
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(address -> places.add(new Input(address, input.port(), input.interfaceName())));
            return places;
        } catch (SocketException failed) {
            throw new SinkException("cannot learn this host's addresses, to send nothing back to port " + input.port()
                    + ": " + failed.getMessage());
        }
    }

    /**
     * Looks at a receiver before anything is sent.
     *
     * @param interfaceIndex of the interface it is sent by, 0 if routes decide
     * @throws SinkException if it is a place where the lane listens
     */
    void check(Receiver receiver, int interfaceIndex) {
        InetAddress address = receiver.address();
        if (address != null
                && receiver.port() != 0
                && isEcho(version(address), high(address), low(address), receiver.port(), interfaceIndex)) {
            throw new SinkException("receiver " + receiver.label()
                    + ": the lane listens there itself, so each datagram would come back for ever; send to another"
                    + " group or port, or name different interfaces for listening and sending");
        }
    }

    /**
     * Whether a datagram would come back.
     *
     * @param interfaceIndex of the interface it is sent by, 0 if routes decide
     */
    boolean isEcho(int version, long high, long low, int port, int interfaceIndex) {
        for (int i = 0; i < ports.length; i++) {
            if (ports[i] == port
                    && lows[i] == low
                    && highs[i] == high
                    && versions[i] == version
                    && (interfaces[i] == interfaceIndex || interfaces[i] == ANY || interfaceIndex == ANY)) {
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
