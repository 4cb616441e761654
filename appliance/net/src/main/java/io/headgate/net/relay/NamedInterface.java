package io.headgate.net.relay;

import io.headgate.engine.io.SinkException;
import io.headgate.net.sys.Libc;

/**
 * An interface by which a receiver's datagrams leave, or on which the lane listens. It may go and come back under its name,
 * to the kernel as another one; all of a sink that name it share this.
 *
 * <p>Thread: first the one that opens, then the lane's; both in the network namespace of the sockets.
 */
final class NamedInterface {
    private static final int NONE = 0;

    /** Where no interface is named. */
    static final NamedInterface ANY = new NamedInterface(null, "", NONE);

    private final Libc libc;
    private final String name;
    private int index;

    private NamedInterface(Libc libc, String name, int index) {
        this.libc = libc;
        this.name = name;
        this.index = index;
    }

    /** @throws SinkException if there is none */
    static NamedInterface find(Libc libc, String name) {
        int index = libc.if_nametoindex(name);
        if (index == NONE) {
            throw new SinkException("interface " + name
                    + " of send-to or listen does not exist; 'ip link' or 'ifconfig'" + " shows those that do");
        }
        return new NamedInterface(libc, name, index);
    }

    boolean isAny() {
        return this == ANY;
    }

    String name() {
        return name;
    }

    /** The kernel's number of it, when last asked; the last one it had while it is gone; 0 for {@link #ANY}. */
    int index() {
        return index;
    }

    /** Asks the kernel for the number, with three system calls. Not for {@link #ANY}. */
    void refresh() {
        int found = libc.if_nametoindex(name);
        if (found != NONE) {
            index = found;
        }
    }
}
