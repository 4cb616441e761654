package io.headgate.api;

/**
 * A packet in its slot: metadata, headers and payload, read and rewritten in place.
 *
 * <p>Shape: bytes from the IP header on, network byte order; offsets count from the first byte of the IP header.
 * Header views are flyweights over the same bytes: taking one costs nothing, and what one setter writes every later
 * getter reads. A view that is not there is {@code null}.
 *
 * <p>Setters log what they overwrite, so that the lane can undo a failing filter and repair checksums; there is no way
 * to write around them. Setting a field to the value it has is no change.
 *
 * <p>Thread: the lane's. Ownership: valid until {@link Filter#onPacket} returns.
 */
public interface Packet {
    /** Bytes held here, from the IP header on. */
    int length();

    /** Bytes the packet had when the kernel handed it over; more than {@link #length()} if it arrived cut. */
    int originalLength();

    /** The IPv4 header; null if the packet is not IPv4. */
    Ipv4 ipv4();

    /** The IPv6 header with its extension headers; null if the packet is not IPv6. */
    Ipv6 ipv6();

    /** The TCP header; null if there is none or if it is not whole (later fragments, truncated packets). */
    Tcp tcp();

    /** The UDP header; null if there is none or if it is not whole. */
    Udp udp();

    /** The ICMP header; null if there is none or if it is not whole. */
    Icmp icmp();

    /** The ICMPv6 header; null if there is none or if it is not whole. */
    Icmpv6 icmpv6();

    /** The beginning of the packet that an ICMP or ICMPv6 error is about; null if this is none, or quotes no header. */
    Quoted quoted();

    /** Offset of the first byte behind the headers that were recognised. */
    int payloadOffset();

    /** Bytes of payload, as the IP header counts them. */
    int payloadLength();

    /**
     * The byte at {@code offset}, 0 to 255.
     *
     * @throws IndexOutOfBoundsException if the packet has no such byte
     */
    int u8(int offset);

    /** The two bytes at {@code offset}, 0 to 65,535; bounds as {@link #u8}. */
    int u16(int offset);

    /** The four bytes at {@code offset}, as a signed int holding 32 bits; bounds as {@link #u8}. */
    int u32(int offset);

    /**
     * Writes one byte of the payload.
     *
     * @param offset from the IP header, as for {@link #u8}
     * @throws IndexOutOfBoundsException outside the payload: headers have their own setters
     */
    void payloadU8(int offset, int value);

    /** Writes two bytes of the payload; bounds as {@link #payloadU8}. */
    void payloadU16(int offset, int value);

    /** Writes four bytes of the payload; bounds as {@link #payloadU8}. */
    void payloadU32(int offset, int value);

    /**
     * Reads many bytes at once.
     *
     * @param offset from the IP header, as for {@link #u8}
     * @param target gets {@code length} bytes from index {@code at} on
     * @throws IndexOutOfBoundsException if the packet or {@code target} has no such bytes
     */
    void read(int offset, byte[] target, int at, int length);

    /**
     * Writes many bytes of the payload at once: whatever their number, they can be undone.
     *
     * @param offset from the IP header, as for {@link #u8}
     * @param source gives {@code length} bytes from index {@code at} on; they are copied, the array stays the caller's
     * @throws IndexOutOfBoundsException outside the payload, or if {@code source} has no such bytes
     */
    void payload(int offset, byte[] source, int at, int length);

    /**
     * Flips bits of a payload byte and leaves the checksum as it is: whoever checks it finds the packet damaged. For filters
     * that do what a bad line does; can be undone. A sum that the kernel has not computed yet ({@link
     * ChecksumState#PARTIAL}, never with {@link Segments#WIRE}) will be that of the damaged packet.
     *
     * @param offset from the IP header, as for {@link #u8}
     * @param bits those to flip, 1 to 255
     * @throws IndexOutOfBoundsException outside the payload
     */
    void damage(int offset, int bits);

    /**
     * Replaces a part of the payload of a UDP datagram or TCP segment by bytes of any number, none included; what follows
     * it moves. Lengths and checksums follow, TCP sequence numbers do not: see {@link #resizePayload}, also for its errors.
     * A filter that gives another length declares {@link Segments#WIRE}; with the same length this is {@link #payload}.
     *
     * @param from offset of the first byte replaced, from the IP header
     * @param to offset of the first byte behind them; {@code from} to insert
     * @param replacement gives {@code length} bytes from index {@code at} on; they are copied, the array stays the caller's
     * @throws IndexOutOfBoundsException outside the payload, or if {@code replacement} has no such bytes; nothing has changed
     *     then
     */
    void replacePayload(int from, int to, byte[] replacement, int at, int length);

    /**
     * Grows or shrinks the payload of a UDP datagram or TCP segment at its end; new bytes are zero. Lengths and checksums
     * follow; TCP sequence numbers do not, of this segment's followers and of what acknowledges them.
     * A filter that calls this declares {@link Segments#WIRE}.
     *
     * <p>Nobody tells the sender what fits: a packet that has grown beyond the interface's MTU is cut into fragments, or is
     * lost if it must not be ({@link Ipv4#dontFragment}, IPv6).
     *
     * @param length of the new payload in bytes
     * @throws IllegalArgumentException if the packet would have more than 65,535 bytes
     * @throws IllegalStateException if this is no whole UDP datagram or TCP segment: another protocol, a fragment, segments
     *     not yet cut, arrived cut, or a UDP length field that says less (RFC 9868) or more
     */
    void resizePayload(int length);

    Backend backend();

    Direction direction();

    /** Whole name of the interface the packet came in by or will leave by, as {@link #direction} has it; "" if none. */
    String interfaceName();

    /** The kernel's packet mark, 0 if none. */
    int mark();

    /**
     * Sets the mark that the packet leaves with, for the kernel's rules and routing. Only Linux has marks on packets;
     * elsewhere only the filters that follow see it.
     */
    void mark(int value);

    /** When the packet was received, nanoseconds since 1970-01-01 UTC. */
    long timestampNs();

    ChecksumState checksumState();

    /**
     * Whether the transport's checksum fits the packet as it stands, setters' changes counted in: for filters that remember
     * what they saw, and must not be misled by a packet that its receiver will refuse. Reads the whole packet, so ask no
     * more than once.
     *
     * @return true also where there is none to judge: not of a known kind, not computed by the sender, verified or still to
     *     be completed by the kernel, of a fragment, of a packet that arrived cut
     */
    boolean isChecksumRight();

    /** Whether the kernel will still cut this packet into segments. */
    boolean isGso();
}
