package io.headgate.net.handle;

import io.headgate.net.sys.Sys;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Hosts by the system's resolver, of one family only, the first result. May wait as long as the resolver does. */
public final class Resolver {
    private Resolver() {}

    /**
     * The address of a host.
     *
     * @param host number or name; ends at its first zero character
     * @param family IPv4 or IPv6
     * @throws HandleException if there is none
     */
    public static InetAddress resolve(String host, Family family) throws HandleException {
        String name = untilZero(host);
        if (name.isEmpty()) {
            throw new HandleException(ErrorCode.RESOLVE, "a host is missing");
        }
        boolean isIpv6Text = name.indexOf(':') >= 0;
        try {
            for (InetAddress found : InetAddress.getAllByName(name)) {
                // Java takes ::ffff:127.0.0.1 for the IPv4 address in it.
                boolean isMapped = isIpv6Text && family == Family.IPV6;
                if (family == Family.IPV6 ? found instanceof Inet6Address || isMapped : isIpv4(found, isIpv6Text)) {
                    return found;
                }
            }
        } catch (UnknownHostException unknown) {
            throw new HandleException(ErrorCode.RESOLVE, "host " + name + " is not known");
        }
        throw new HandleException(ErrorCode.RESOLVE, "host " + name + " has no address of family " + family);
    }

    private static boolean isIpv4(InetAddress found, boolean isIpv6Text) {
        return found instanceof Inet4Address && !isIpv6Text;
    }

    /**
     * The name of an address.
     *
     * @param number an address as text
     * @throws HandleException if it is no number, or has no name
     */
    public static String reverse(String number, Family family) throws HandleException {
        String text = untilZero(number);
        boolean isNumber = text.indexOf(':') >= 0 || text.matches("[0-9.]+");
        if (!isNumber) {
            throw new HandleException(ErrorCode.RESOLVE, text + " begins as a number, but is none");
        }
        InetAddress address = resolve(text, family);
        String name = address.getHostName();
        // Without a name Java gives the number, of which it was made.
        if (name.equals(text) || name.equals(address.getHostAddress())) {
            throw new HandleException(ErrorCode.RESOLVE, text + " has no name");
        }
        return name;
    }

    /** Whether a host is written as an address, so that no name has to be looked up: 1 to 4 numbers, or with a colon. */
    public static boolean isNumber(String host) {
        if (host.indexOf(':') >= 0) {
            return true;
        }
        String[] parts = host.split("\\.", -1);
        int last = parts.length - 1;
        for (int i = 0; i <= last; i++) {
            // The last number fills what the others leave of four bytes.
            int bits = i < last ? Byte.SIZE : Integer.SIZE - last * Byte.SIZE;
            if (!parts[i].matches("[0-9]{1,10}") || Long.parseLong(parts[i]) >> bits != 0) {
                return false;
            }
        }
        return last < Integer.BYTES;
    }

    /** An address as text, IPv6 ones in their short form (RFC 5952). */
    public static String numberOf(InetAddress address, Family family) {
        Sockaddr sockaddr = new Sockaddr(Sys.libc(), Abi.system());
        sockaddr.set(family, address, 0);
        return sockaddr.name(family).address();
    }

    /** Texts for the C library end at the first zero. */
    static String untilZero(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
