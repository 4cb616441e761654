package io.headgate.rules.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Traffic that is never diverted: what has a port as source or destination. Written {@code tcp port 22}.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param port 0 to 65,535
 */
public record ExemptPort(String protocol, int port) {
    private static final Pattern WRITTEN = Pattern.compile("(tcp|udp) +port +([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    public ExemptPort {
        if (!protocol.equals("tcp") && !protocol.equals("udp")) {
            throw new IllegalArgumentException("protocol must be tcp or udp: '" + protocol + "'");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port must be 0 to 65535: " + port);
        }
    }

    /**
     * Reads what an operator wrote.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static ExemptPort parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches() || Integer.parseInt(written.group(2)) > MAX_PORT) {
            throw new IllegalArgumentException(
                    "exemption must be 'tcp port N' or 'udp port N' with N from 0 to 65535: '" + text + "'");
        }
        return new ExemptPort(written.group(1), Integer.parseInt(written.group(2)));
    }

    /** The match of iptables for either end. */
    String match() {
        return "-p " + protocol + " -m multiport --ports " + port;
    }

    @Override
    public String toString() {
        return protocol + " port " + port;
    }
}
