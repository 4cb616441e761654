package io.headgate.net.multicast;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.SockAddr;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * From which senders a group is wanted: only from some (INCLUDE), or from all but some (EXCLUDE). Kernel and routers
 * filter accordingly.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3376#section-3">RFC 3376, section 3</a>
 */
public record SourceList(Mode mode, List<InetAddress> addresses) {
    /** What the list means. */
    public enum Mode {
        /** Only senders in the list. */
        INCLUDE,
        /** All senders but those in the list. */
        EXCLUDE
    }

    private static final SourceList ANY = new SourceList(Mode.EXCLUDE, List.of());

    /**
     * @throws SourceException if an address cannot be a sender's, comes twice, or is of another IP version than the first;
     *     or if nobody is included
     */
    public SourceList {
        addresses = List.copyOf(addresses);
        if (mode == Mode.INCLUDE && addresses.isEmpty()) {
            throw new SourceException(
                    "sources: empty, so nobody could be heard: name at least one, or leave the list out");
        }
        Set<InetAddress> seen = new HashSet<>();
        for (InetAddress address : addresses) {
            if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
                throw new SourceException(
                        "sources: " + address.getHostAddress() + " is no sender's address: name the address of a host");
            }
            if (SockAddr.isIpv6(address) != SockAddr.isIpv6(addresses.get(0))) {
                throw new SourceException("sources: " + address.getHostAddress() + " beside "
                        + addresses.get(0).getHostAddress() + ": a group has senders of its own IP version only");
            }
            if (!seen.add(address)) {
                throw new SourceException("sources: " + address.getHostAddress() + " comes twice: name it once");
            }
        }
    }

    /** From anybody. */
    public static SourceList any() {
        return ANY;
    }

    /** From these only. */
    public static SourceList only(List<InetAddress> addresses) {
        return new SourceList(Mode.INCLUDE, addresses);
    }

    /** From anybody but these. */
    public static SourceList allBut(List<InetAddress> addresses) {
        return new SourceList(Mode.EXCLUDE, addresses);
    }
}
