package io.headgate.plugin.anonymise;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Icmp;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.toolkit.anonymise.CryptoPan;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Replaces the addresses of each packet, and of the one it quotes if it is an ICMP error. */
final class Anonymise implements Filter {
    private final Optional<Path> keyFile;
    private final PayloadRule payloadRule;
    private final boolean keepsSpecial;
    private final Payload payload;

    private Addresses addresses;
    private Counter replaced;
    private Verdict unremovable;

    Anonymise(Optional<Path> keyFile, PayloadRule payloadRule, boolean keepsSpecial) {
        this.keyFile = keyFile;
        this.payloadRule = payloadRule;
        this.keepsSpecial = keepsSpecial;
        this.payload = new Payload(payloadRule == PayloadRule.CUT);
    }

    @Override
    public void onAttach(FilterContext context) throws IOException {
        addresses = new Addresses(keyFile.isPresent() ? KeyFile.read(keyFile.get()) : newKey(), keepsSpecial);
        replaced = context.counter("replaced", "packets with other addresses");
        unremovable =
                context.drop("payload-stays", "carried what an anonymise filter cannot clear, and must not let out");
    }

    private static byte[] newKey() {
        byte[] key = new byte[CryptoPan.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (payloadRule != PayloadRule.KEEP && !payload.remove(packet)) {
            return unremovable;
        }
        Quoted quoted = packet.quoted();
        if (quoted != null) {
            replace(quoted);
        }
        Ipv4 ipv4 = packet.ipv4();
        if (ipv4 != null) {
            replace(packet, ipv4);
        } else {
            replace(packet.ipv6());
        }
        return Verdict.PASS;
    }

    private void replace(Packet packet, Ipv4 ipv4) {
        Icmp icmp = packet.icmp();
        if (icmp != null && icmp.type() == Icmp.REDIRECT) {
            icmp.rest(addresses.replace(icmp.rest()));
        }
        int source = addresses.replace(ipv4.source());
        int destination = addresses.replace(ipv4.destination());
        if (source != ipv4.source() || destination != ipv4.destination()) {
            replaced.increment();
        }
        ipv4.source(source);
        ipv4.destination(destination);
    }

    private void replace(Ipv6 ipv6) {
        long sourceHigh = ipv6.sourceHigh();
        long sourceLow = ipv6.sourceLow();
        addresses.replace(sourceHigh, sourceLow);
        boolean isOther = addresses.high() != sourceHigh || addresses.low() != sourceLow;
        ipv6.source(addresses.high(), addresses.low());
        long destinationHigh = ipv6.destinationHigh();
        long destinationLow = ipv6.destinationLow();
        addresses.replace(destinationHigh, destinationLow);
        isOther |= addresses.high() != destinationHigh || addresses.low() != destinationLow;
        ipv6.destination(addresses.high(), addresses.low());
        if (isOther) {
            replaced.increment();
        }
    }

    private void replace(Quoted quoted) {
        if (quoted.isIpv6()) {
            addresses.replace(quoted.sourceHigh(), quoted.sourceLow());
            quoted.source(addresses.high(), addresses.low());
            addresses.replace(quoted.destinationHigh(), quoted.destinationLow());
            quoted.destination(addresses.high(), addresses.low());
        } else {
            quoted.source(addresses.replace(quoted.source()));
            quoted.destination(addresses.replace(quoted.destination()));
        }
    }

    @Override
    public boolean rewritesAddresses() {
        return true;
    }

    @Override
    public Segments segments() {
        return payloadRule == PayloadRule.KEEP ? Segments.ANY : Segments.WIRE;
    }
}
