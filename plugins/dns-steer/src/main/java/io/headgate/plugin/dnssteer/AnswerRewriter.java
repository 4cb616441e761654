package io.headgate.plugin.dnssteer;

import io.headgate.api.Packet;
import io.headgate.toolkit.dns.DnsMessage;
import io.headgate.toolkit.prefix.Prefix;

/** Puts a rule's addresses in place of those of a response, and lowers their TTLs. Nothing moves. Thread: the lane's. */
final class AnswerRewriter {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    /** Bytes of TTL and data length before a record's data. */
    private static final int TTL_BEFORE_DATA = 6;

    private AnswerRewriter() {}

    /**
     * Rewrites the records of the answer section; if there are more than addresses to answer, these come again.
     *
     * @param message as read from the packet's payload
     * @param client a number that stands for who is answered
     * @return whether there was an address to rewrite
     */
    static boolean rewrite(Packet packet, DnsMessage message, SteerRule rule, long client) {
        int firstIpv4 = rule.ipv4().first(client);
        int firstIpv6 = rule.ipv6().first(client);
        int ipv4Places = 0;
        int ipv6Places = 0;
        message.rewind();
        while (message.nextRecord() && message.section() == DnsMessage.Section.ANSWER) {
            if (is(message, DnsMessage.A, IPV4_BYTES) && rule.ipv4().count() > 0) {
                put(
                        packet,
                        message,
                        rule.ttlSeconds(),
                        rule.ipv4().at(firstIpv4, ipv4Places++ % rule.ipv4().count()));
            } else if (is(message, DnsMessage.AAAA, IPV6_BYTES) && rule.ipv6().count() > 0) {
                put(
                        packet,
                        message,
                        rule.ttlSeconds(),
                        rule.ipv6().at(firstIpv6, ipv6Places++ % rule.ipv6().count()));
            }
        }
        return ipv4Places + ipv6Places > 0;
    }

    private static boolean is(DnsMessage message, int type, int length) {
        return message.recordType() == type && message.recordClass() == DnsMessage.IN && message.dataLength() == length;
    }

    private static void put(Packet packet, DnsMessage message, int ttlSeconds, Prefix address) {
        int data = packet.payloadOffset() + message.dataOffset();
        if (message.ttl() < 0 || message.ttl() > ttlSeconds) {
            packet.payloadU32(data - TTL_BEFORE_DATA, ttlSeconds);
        }
        if (address.isIpv6()) {
            packet.payloadU32(data, (int) (address.high() >>> 32));
            packet.payloadU32(data + 4, (int) address.high());
            packet.payloadU32(data + 8, (int) (address.low() >>> 32));
            packet.payloadU32(data + 12, (int) address.low());
        } else {
            packet.payloadU32(data, (int) address.low());
        }
    }
}
