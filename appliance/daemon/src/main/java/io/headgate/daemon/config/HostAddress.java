package io.headgate.daemon.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses as a configuration writes them: numbers, never names, since reading a file asks nobody. */
final class HostAddress {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private HostAddress() {}

    /** @throws IllegalArgumentException if it is no address */
    static InetAddress parse(String text) {
        if (IPV4.matcher(text).matches() || IPV6.matcher(text).matches()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException noAddress) {
                throw wrong(text, noAddress);
            }
        }
        throw wrong(text, null);
    }

    private static IllegalArgumentException wrong(String text, Exception cause) {
        return new IllegalArgumentException("'" + text + "' is no IPv4 or IPv6 address", cause);
    }
}
