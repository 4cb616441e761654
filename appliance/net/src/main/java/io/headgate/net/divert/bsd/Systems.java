package io.headgate.net.divert.bsd;

import io.headgate.engine.io.SourceException;
import io.headgate.net.divert.DivertBackend;

/** Which numbers go with which system. */
final class Systems {
    private Systems() {}

    /**
     * The numbers for a system.
     *
     * @param os {@code os.name} in lower case
     * @throws SourceException if it has no divert sockets; some would open another kind of socket instead
     */
    static Abi abiOf(String os, int port) {
        return switch (os) {
            case "freebsd" -> Abi.FREEBSD;
            case "openbsd" -> Abi.OPENBSD;
            case "dragonflybsd", "dragonfly" -> Abi.DRAGONFLY;
            case "linux" -> linuxOnFreeBsd(port);
            default -> throw none(os, port);
        };
    }

    /** A Linux kernel takes the number of the divert protocol for that of a raw socket, which would see other packets. */
    private static Abi linuxOnFreeBsd(int port) {
        if (DivertBackend.isLinuxKernel()) {
            throw none("linux", port);
        }
        return Abi.FREEBSD_LINUX_ABI;
    }

    private static SourceException none(String os, int port) {
        return new SourceException(
                "divert port " + port + ": " + os + " has no divert sockets; use backend auto there");
    }
}
