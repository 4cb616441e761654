package io.headgate.plugin.dnsblock;

import io.headgate.toolkit.dns.DnsAnswer;
import io.headgate.toolkit.dns.DnsMessage;
import io.headgate.toolkit.prefix.Prefix;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What is answered to a query for a blocked name. */
final class BlockAnswer {
    /** The kinds of answers. */
    enum Kind {
        /** There is no such name. */
        NXDOMAIN,
        /** The resolver does not want to answer. */
        REFUSED,
        /** There is the name, but nothing of the type asked for. */
        NODATA,
        /** An address of the operator's. */
        SINKHOLE,
        /** Nothing at all. */
        DROP
    }

    private final Kind kind;
    private final Optional<Prefix> ipv4;
    private final Optional<Prefix> ipv6;
    private final int ttlSeconds;
    private final DnsAnswer answer = new DnsAnswer();

    /**
     * @param ipv4 an address, of 32 bits, for a sinkhole
     * @param ipv6 an address, of 128 bits, likewise
     * @param ttlSeconds how long these may be kept
     */
    BlockAnswer(Kind kind, Optional<Prefix> ipv4, Optional<Prefix> ipv6, int ttlSeconds) {
        this.kind = kind;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.ttlSeconds = ttlSeconds;
    }

    boolean isSilent() {
        return kind == Kind.DROP;
    }

    /** The answer to a query with one question, from 0 to its limit; until the next one. Not for the kind DROP. */
    ByteBuffer to(DnsMessage query) {
        answer.begin(query, rcode());
        if (kind == Kind.SINKHOLE) {
            if (ipv4.isPresent()) {
                answer.addIpv4((int) ipv4.get().low(), ttlSeconds);
            }
            if (ipv6.isPresent()) {
                answer.addIpv6(ipv6.get().high(), ipv6.get().low(), ttlSeconds);
            }
        }
        return answer.end();
    }

    private int rcode() {
        return switch (kind) {
            case NXDOMAIN -> DnsAnswer.NXDOMAIN;
            case REFUSED -> DnsAnswer.REFUSED;
            default -> DnsAnswer.NOERROR;
        };
    }
}
