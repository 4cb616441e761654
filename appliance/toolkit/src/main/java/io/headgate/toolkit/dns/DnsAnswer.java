package io.headgate.toolkit.dns;

import io.headgate.api.Packet;
import java.nio.ByteBuffer;

/**
 * Writes answers to queries: a resolver's, not an authority's, without SOA, so that nobody keeps a denial (RFC 2308
 * section 5). Header, question as it was asked, addresses, and OPT if the query had one.
 *
 * <p>{@link #begin}, addresses, {@link #end}; or one of the calls that do all three. What does not fit into what the
 * querier takes (512 bytes, more with EDNS) sets the truncation flag, and it asks again over TCP.
 *
 * <p>A query with an OPT of a version above 0 is answered BADVERS, one with several FORMERR (RFC 6891 section 6.1).
 */
public final class DnsAnswer {
    public static final int NOERROR = 0;
    public static final int FORMERR = 1;
    public static final int NXDOMAIN = 3;
    public static final int REFUSED = 5;

    /** Most bytes of an answer, and what we say we take: never cut into fragments on a path with IPv6's least MTU. */
    public static final int MAX_LENGTH = 1_232;

    private static final int WITHOUT_EDNS = 512;
    private static final int BADVERS = 16;
    private static final int OPT_LENGTH = 11;
    private static final int ADDRESS_FIXED = 12;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_AVAILABLE = 0x0080;

    /** Copied from the query: opcode, recursion desired, checking disabled (RFC 4035 section 3.2.2). */
    private static final int COPIED = 0x7910;

    private static final int DNSSEC_OK = 0x8000;

    private final ByteBuffer bytes = ByteBuffer.allocate(MAX_LENGTH);
    private int type;
    private int answers;
    private int flags;
    private int rcode;
    private int limit;
    private boolean hasOpt;
    private int optFlags;

    /**
     * Begins an answer.
     *
     * @param query read; its records are read from the first one on
     * @param responseCode 0 to 15
     * @return whether there is something to answer: a query (not a response) of opcode 0 with one question. If not,
     *     nothing was begun.
     */
    public boolean begin(DnsMessage query, int responseCode) {
        if (query.isResponse() || query.opcode() != 0 || query.questions() != 1) {
            return false;
        }
        type = query.questionClass() == DnsMessage.IN ? query.questionType() : 0;
        answers = 0;
        flags = RESPONSE | RECURSION_AVAILABLE | (query.flags() & COPIED);
        rcode = responseCode;
        readOpt(query);
        bytes.clear();
        bytes.putShort((short) query.id()).putShort((short) 0).putShort((short) 1);
        bytes.putShort((short) 0).putShort((short) 0).putShort((short) (hasOpt ? 1 : 0));
        for (int i = DnsMessage.HEADER; i < query.questionEnd(); i++) {
            bytes.put((byte) query.u8(i));
        }
        return true;
    }

    private void readOpt(DnsMessage query) {
        hasOpt = false;
        optFlags = 0;
        limit = WITHOUT_EDNS;
        boolean isDouble = false;
        int version = 0;
        query.rewind();
        while (query.nextRecord()) {
            if (query.recordType() == DnsMessage.OPT && query.section() == DnsMessage.Section.ADDITIONAL) {
                isDouble |= hasOpt;
                hasOpt = true;
                limit = Math.min(Math.max(query.recordClass(), WITHOUT_EDNS), MAX_LENGTH);
                optFlags = query.ttl() & DNSSEC_OK;
                version = query.ttl() >> 16 & 0xFF;
            }
        }
        if (query.isDamaged() || isDouble) {
            rcode = FORMERR;
        } else if (version > 0) {
            rcode = BADVERS;
        }
    }

    /**
     * Adds an IPv4 address to an answer whose question asks for one and whose response code is 0; otherwise nothing.
     *
     * @param ttlSeconds how long it may be kept
     */
    public void addIpv4(int address, int ttlSeconds) {
        if (beginAddress(DnsMessage.A, Integer.BYTES, ttlSeconds)) {
            bytes.putInt(address);
        }
    }

    /** Adds an IPv6 address, as {@link #addIpv4}. */
    public void addIpv6(long high, long low, int ttlSeconds) {
        if (beginAddress(DnsMessage.AAAA, 2 * Long.BYTES, ttlSeconds)) {
            bytes.putLong(high).putLong(low);
        }
    }

    private boolean beginAddress(int addressType, int length, int ttlSeconds) {
        if (type != addressType || rcode != NOERROR || (flags & TRUNCATED) != 0) {
            return false;
        }
        if (bytes.position() + ADDRESS_FIXED + length + (hasOpt ? OPT_LENGTH : 0) > limit) {
            flags |= TRUNCATED;
            return false;
        }
        answers++;
        bytes.putShort((short) (0xC000 | DnsMessage.HEADER)).putShort((short) addressType);
        bytes.putShort((short) DnsMessage.IN).putInt(Math.max(ttlSeconds, 0)).putShort((short) length);
        return true;
    }

    /**
     * Finishes an answer.
     *
     * @return its bytes, from 0 on, position 0, limit its length; until the next one is begun
     */
    public ByteBuffer end() {
        if (hasOpt) {
            bytes.put((byte) 0).putShort((short) DnsMessage.OPT).putShort((short) MAX_LENGTH);
            bytes.putInt(rcode >> 4 << 24 | optFlags).putShort((short) 0);
        }
        bytes.putShort(2, (short) (flags | (rcode & 0xF))).putShort(6, (short) answers);
        return bytes.flip();
    }

    /** Answers that there is no such name, or with another response code; null if there is nothing to answer. */
    public ByteBuffer error(DnsMessage query, int responseCode) {
        return begin(query, responseCode) ? end() : null;
    }

    /**
     * Answers with an address of our own, to questions for other types that there is none; null if there is nothing to
     * answer.
     */
    public ByteBuffer sinkhole(DnsMessage query, int ipv4, long ipv6High, long ipv6Low, int ttlSeconds) {
        if (!begin(query, NOERROR)) {
            return null;
        }
        addIpv4(ipv4, ttlSeconds);
        addIpv6(ipv6High, ipv6Low, ttlSeconds);
        return end();
    }

    /** Tells the querier to ask again over TCP; null if there is nothing to answer. */
    public ByteBuffer truncated(DnsMessage query) {
        if (!begin(query, NOERROR)) {
            return null;
        }
        flags |= TRUNCATED;
        return end();
    }

    /**
     * Makes the answer the payload of a UDP packet, which becomes longer or shorter; addresses and ports are the caller's
     * to exchange. The query in it is gone then.
     *
     * @throws IllegalStateException as {@link Packet#resizePayload}
     */
    public static void put(ByteBuffer answer, Packet packet) {
        packet.resizePayload(answer.limit());
        int at = packet.payloadOffset();
        for (int i = 0; i < answer.limit(); i++) {
            packet.payloadU8(at + i, answer.get(i) & 0xFF);
        }
    }
}
