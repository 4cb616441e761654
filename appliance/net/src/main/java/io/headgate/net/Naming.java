package io.headgate.net;

import io.headgate.net.handle.Family;
import io.headgate.net.handle.HandleException;
import io.headgate.net.handle.Resolver;
import io.headgate.net.handle.Services;
import java.net.InetAddress;
import java.nio.file.Path;

/** Family and default interface of new sockets, and the names of hosts and services. Thread: the {@link Net}'s. */
final class Naming {
    private static final int IPV4 = 4;
    private static final int IPV6 = 6;

    private final Services services = new Services(Path.of("/etc/services"));
    private Family family = Family.IPV4;
    private String interfaceAddress = Family.IPV4.any();

    Family family() {
        return family;
    }

    int ipv() {
        return family == Family.IPV4 ? IPV4 : IPV6;
    }

    int ipv(int number) {
        if (number != IPV4 && number != IPV6) {
            throw new IllegalArgumentException("the family must be 4 or 6: " + number);
        }
        family = number == IPV4 ? Family.IPV4 : Family.IPV6;
        interfaceAddress = family.any();
        return number;
    }

    String interfaceAddress() {
        return interfaceAddress;
    }

    String interfaceAddress(String address) throws HandleException {
        if (!address.isEmpty()) {
            interfaceAddress = numberOf(resolve(address));
        }
        return interfaceAddress;
    }

    InetAddress resolve(String host) throws HandleException {
        return Resolver.resolve(host, family);
    }

    /** The address to bind to: an empty one is the default interface's. */
    InetAddress here(String address) throws HandleException {
        return resolve(address == null || address.isEmpty() ? interfaceAddress : address);
    }

    String lookup(String name, boolean isForward) throws HandleException {
        boolean looksLikeNumber =
                family == Family.IPV4 ? !name.isEmpty() && Character.isDigit(name.charAt(0)) : name.indexOf(':') >= 0;
        return looksLikeNumber && !isForward ? Resolver.reverse(name, family) : numberOf(resolve(name));
    }

    private String numberOf(InetAddress address) {
        return Resolver.numberOf(address, family);
    }

    int service(String name, String protocol) throws HandleException {
        return services.port(name, protocol);
    }

    String service(int port, String protocol) throws HandleException {
        return services.name(port, protocol);
    }
}
