package io.headgate.testkit.packet;

import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A packet in the making: what all protocols have alike. Lengths and checksums are filled in by {@link #build}; the TTL is
 * 64 and everything else 0 until a test says otherwise.
 *
 * @param <B> the builder itself
 */
public abstract class PacketBuilder<B extends PacketBuilder<B>> {
    private final Ends ends;
    private final int protocol;
    private final IpHeader ip = new IpHeader();
    private byte[] payload = {};
    private boolean isSumWrong;
    private long timestampNs = Origin.NOW;
    private String interfaceName = "";
    private Direction direction = Direction.IN;
    private int mark;
    private ChecksumState checksumState = ChecksumState.UNVERIFIED;
    private boolean isGso;
    private int cutTo = Integer.MAX_VALUE;

    PacketBuilder(Ends ends, int protocol) {
        this.ends = ends;
        this.protocol = protocol;
    }

    abstract B self();

    /** Header and payload with a checksum of 0. */
    abstract byte[] transport(byte[] data);

    /** Where in the transport header the checksum is; -1 if nowhere. */
    abstract int checksumAt();

    /** Time to live, hop limit. */
    public B ttl(int value) {
        ip.ttl = value;
        return self();
    }

    public B dscp(int value) {
        ip.dscp = value;
        return self();
    }

    public B ecn(int value) {
        ip.ecn = value;
        return self();
    }

    /** Identification of the IPv4 header, or of the fragment header. */
    public B identification(int value) {
        ip.identification = value;
        return self();
    }

    /** Flow label of IPv6. */
    public B flowLabel(int value) {
        ip.flowLabel = value;
        return self();
    }

    public B dontFragment() {
        ip.flags |= IpHeader.DONT_FRAGMENT;
        return self();
    }

    /** Sets the IPv4 flag that is reserved. */
    public B reservedFlag() {
        ip.flags |= IpHeader.RESERVED;
        return self();
    }

    /**
     * Makes it a fragment; with IPv6 one with a fragment header, even if it is the only one. One that does not begin at 0
     * has no transport header: its payload is all of its data. For pieces whose checksum covers the whole datagram cut one
     * with {@link Packets#fragments}.
     *
     * @param offset in bytes, a multiple of 8
     */
    public B fragment(int offset, boolean moreFollow) {
        ip.fragment(offset, moreFollow);
        return self();
    }

    /** Puts these bytes into the options of the IPv4 header; filled up with zeros to whole words. */
    public B ipOptions(int... bytes) {
        ip.options(Packets.bytes(bytes));
        return self();
    }

    /**
     * Adds an IPv6 extension header behind those that are there; its next header and length are filled in.
     *
     * @param type as {@link io.headgate.api.Ipv6#DESTINATION_OPTIONS}
     * @param body what comes behind these two bytes; filled up with zeros to whole eights
     */
    public B extension(int type, int... body) {
        ip.extension(type, Packets.bytes(body));
        return self();
    }

    /**
     * Adds a routing header: the packet is on its way to its destination and goes on to these.
     *
     * @param hops IPv6 addresses; the last is the one that checksums are about
     */
    public B routing(String... hops) {
        ip.routing(hops);
        return self();
    }

    public B payload(String text) {
        payload = text.getBytes(StandardCharsets.UTF_8);
        return self();
    }

    public B payload(byte[] bytes) {
        payload = bytes.clone();
        return self();
    }

    /** A payload of some length, with bytes that differ. */
    public B payloadLength(int length) {
        payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31 + 7);
        }
        return self();
    }

    /** Puts bytes behind the end of the packet, which its IP header does not count. */
    public B trailer(int length) {
        ip.trailer = length;
        return self();
    }

    /** Makes the transport's checksum wrong. */
    public B wrongChecksum() {
        isSumWrong = true;
        return self();
    }

    /** Makes the IPv4 header's checksum wrong. */
    public B wrongHeaderChecksum() {
        ip.isSumWrong = true;
        return self();
    }

    /** Nanoseconds since 1970-01-01 UTC at which it is received; the clock is set to it. */
    public B atNs(long time) {
        timestampNs = time;
        return self();
    }

    /** The interface it came in by, or will leave by. */
    public B via(String name) {
        interfaceName = name;
        return self();
    }

    public B direction(Direction going) {
        direction = going;
        return self();
    }

    public B mark(int value) {
        mark = value;
        return self();
    }

    /** What the kernel says of the transport's checksum; with {@code PARTIAL} the field holds the pseudo-header's sum. */
    public B checksumState(ChecksumState state) {
        checksumState = state;
        return self();
    }

    /** Says that the kernel will still cut it into segments. */
    public B gso() {
        isGso = true;
        return self();
    }

    /** Has it arrive cut: of its bytes only the first are there. */
    public B cutTo(int length) {
        cutTo = length;
        return self();
    }

    /** The packet's bytes from the IP header on; whole, whatever {@link #cutTo} says. */
    public byte[] build() {
        boolean isLater = ip.isLaterFragment();
        byte[] data = isLater ? payload.clone() : transport(payload);
        int at = isLater ? -1 : checksumAt();
        if (at >= 0) {
            putChecksum(data, at);
        }
        return ip.before(ends, protocol, data);
    }

    private void putChecksum(byte[] data, int at) {
        boolean isIcmp = protocol == 1;
        int length = checksummedLength(data.length);
        long pseudo = isIcmp ? 0 : Sums.pseudoHeader(ends.source(), ip.finalDestination(ends), protocol, length);
        int sum = checksumState == ChecksumState.PARTIAL
                ? 65_535 - Sums.checksum(pseudo)
                : Sums.checksum(pseudo + Sums.sum(data, 0, length));
        int value = isSumWrong ? sum ^ 0x0101 : sum;
        // A UDP sum of 0 means that there is none (RFC 768).
        int written = value == 0 && protocol == 17 ? 65_535 : value;
        data[at] = (byte) (written >> 8);
        data[at + 1] = (byte) written;
    }

    /** How much of header and payload the checksum covers. */
    int checksummedLength(int length) {
        return length;
    }

    /** The packet with what the kernel says of it. */
    public Arrival arrival() {
        byte[] whole = build();
        byte[] held = whole.length > cutTo ? Arrays.copyOf(whole, cutTo) : whole;
        Origin origin = new Origin(timestampNs, interfaceName, direction, mark, checksumState, isGso);
        return Arrival.of(held, whole.length, origin);
    }
}
