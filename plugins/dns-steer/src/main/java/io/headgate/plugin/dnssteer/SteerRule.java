package io.headgate.plugin.dnssteer;

import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.prefix.Prefix;
import java.util.List;

/**
 * What is answered for a name.
 *
 * @param coversSubdomains whether it also stands for what is below the name
 * @param clients for whom; empty for all
 */
record SteerRule(
        DnsName name, boolean coversSubdomains, List<Prefix> clients, Choice ipv4, Choice ipv6, int ttlSeconds) {
    boolean isFor(DnsName asked, boolean isIpv6, long clientHigh, long clientLow) {
        boolean isName = coversSubdomains ? asked.isWithin(name) : asked.matches(0, name);
        return isName && (clients.isEmpty() || isClient(isIpv6, clientHigh, clientLow));
    }

    private boolean isClient(boolean isIpv6, long high, long low) {
        for (int i = 0; i < clients.size(); i++) {
            Prefix network = clients.get(i);
            if (network.isIpv6() == isIpv6
                    && isOrdered(network.high(), network.low(), high, low)
                    && isOrdered(high, low, network.lastHigh(), network.lastLow())) {
                return true;
            }
        }
        return false;
    }

    /** Whether one address is not above another, as unsigned numbers. */
    private static boolean isOrdered(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order < 0 || (order == 0 && Long.compareUnsigned(low, otherLow) <= 0);
    }
}
