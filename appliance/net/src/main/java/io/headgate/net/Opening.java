package io.headgate.net;

import io.headgate.net.divert.DivertBackend;
import io.headgate.net.handle.ErrorCode;
import io.headgate.net.handle.Family;
import io.headgate.net.handle.Handle;
import io.headgate.net.handle.HandleException;
import io.headgate.net.handle.Readiness;
import io.headgate.net.handle.Received;
import io.headgate.net.handle.Resolver;
import io.headgate.net.handle.Sockets;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** The meaning of the arguments of net-listen, net-connect and the one-shot functions. Thread: the {@link Net}'s. */
final class Opening {
    private static final int DEFAULT_TIMEOUT_MS = 10_000;
    private static final int DEFAULT_TTL = 3;
    private static final int PORT_MASK = 0xFFFF;

    private final Sockets sockets;
    private final Naming naming;

    Opening(Sockets sockets, Naming naming) {
        this.sockets = sockets;
        this.naming = naming;
    }

    Handle listen(int port, String address, String mode) throws HandleException {
        int bound = port & PORT_MASK;
        return switch (letterOf(mode, "umd")) {
            case 'u' -> sockets.bound(naming.family(), naming.here(address), bound);
            case 'm' -> listenMulti(bound, address == null ? "" : address);
            case 'd' ->
                sockets.divert(
                        (options, ring) -> DivertSockets.open(DivertBackend.ofThisKernel(), options, ring), bound);
            default -> sockets.listen(naming.family(), naming.here(address), bound);
        };
    }

    private Handle listenMulti(int port, String group) throws HandleException {
        InetAddress by = naming.here("");
        return sockets.member(naming.family(), Resolver.isNumber(group) ? naming.resolve(group) : by, port, by);
    }

    Handle listen(String path) throws HandleException {
        return sockets.listen(path);
    }

    Handle connect(String host, int port, int timeoutMs) throws HandleException {
        InetAddress to = peer(host, port);
        if (timeoutMs < 0) {
            throw new HandleException(ErrorCode.CONNECT, "the timeout must be 0 or more: " + timeoutMs);
        }
        return sockets.connect(naming.family(), to, port & PORT_MASK, timeoutMs);
    }

    Handle connect(String host, int port) throws HandleException {
        return connect(host, port, DEFAULT_TIMEOUT_MS);
    }

    Handle connect(String host, int port, String mode) throws HandleException {
        return connect(host, port, mode, DEFAULT_TTL);
    }

    Handle connect(String host, int port, String mode, int ttl) throws HandleException {
        char letter = letterOf(mode, "ubm");
        Family family = naming.family();
        InetAddress to = host.isEmpty() ? null : peer(host, port);
        return switch (letter) {
            case 'm' -> sockets.multicast(family, to, port & PORT_MASK, naming.here(""), ttl);
            case NO_MODE -> connect(host, port);
            default -> sockets.datagram(family, to, port & PORT_MASK, letter == 'b');
        };
    }

    Handle connect(String path) throws HandleException {
        return sockets.connect(path);
    }

    private InetAddress peer(String host, int port) throws HandleException {
        if (port < 0) {
            throw new HandleException(ErrorCode.RESOLVE, "the port must be 0 to 65535: " + port);
        }
        return naming.resolve(host);
    }

    Received receiveUdp(int port, int max, long timeoutUs, String address) throws HandleException {
        Handle socket = listen(port, address, "udp");
        try {
            long waitUs = timeoutUs > 0 ? timeoutUs : -1;
            if (!sockets.select(List.of(socket), Readiness.READ, waitUs)[0]) {
                throw new HandleException(ErrorCode.TIMEOUT, "nothing came within " + timeoutUs + " µs");
            }
            return socket.receiveFrom(max);
        } catch (HandleException failed) {
            throw failed.code() == ErrorCode.SELECT ? failed.as(ErrorCode.RECEIVE) : failed;
        } finally {
            socket.close();
        }
    }

    void sendUdp(String host, int port, byte[] data, boolean isBroadcast) throws HandleException {
        Handle socket = sockets.datagram(naming.family(), null, 0, isBroadcast);
        try {
            socket.sendTo(host, port & PORT_MASK, data);
        } finally {
            socket.close();
        }
    }

    private static final char NO_MODE = 0;

    /** First letter of a mode in lower case, {@link #NO_MODE} for null. */
    private static char letterOf(String mode, String allowed) {
        if (mode == null) {
            return NO_MODE;
        }
        String letter = mode.isEmpty() ? mode : mode.substring(0, 1).toLowerCase(Locale.ROOT);
        if (letter.isEmpty() || !allowed.contains(letter)) {
            throw new IllegalArgumentException(
                    "mode \"" + mode + "\" is not known; it must begin with one of the letters " + allowed);
        }
        return letter.charAt(0);
    }
}
