package io.headgate.net.divert.bsd;

import io.headgate.engine.ring.Slot;
import io.headgate.net.sys.NativeAddress;
import io.headgate.net.sys.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The addresses with which packets came, each in the headroom of its packet's slot, so that it goes where the packet goes. To
 * be given back as they are: the kernel finds in them the rule behind which it goes on, the direction and the interface.
 * Every method takes where the address begins ({@link #of}).
 *
 * <pre>
 *  sockaddr_in   0 length, family (BSD) or family u16 (Linux) | 2 cookie u16, host order | 4 address, 0 = outbound |
 *                8 receive interface, NUL-terminated, cut to 7 characters (FreeBSD, DragonFly)
 *  sockaddr_in6  0 length, family | 2 cookie | 4 flow label | 8 address | 24 scope (OpenBSD)
 * </pre>
 */
final class AddressBook {
    /** The larger structure, rounded up. */
    static final int STRIDE = 32;

    /** sin_zero holds eight characters, the last of them NUL (FreeBSD {@code netinet/ip_divert.c}). */
    static final int NAME_LENGTH = 7;

    private static final int COOKIE = 2;
    private static final int IPV4 = 4;
    private static final int IPV6 = 8;
    private static final int NAME = 8;

    /** AF_INET, {@code sys/socket.h} of all of them. */
    private static final int FAMILY_IPV4 = 2;

    private final Abi abi;
    private final ByteBuffer bytes;

    /** @param bytes direct and big-endian: an arena's, or memory for addresses that belong to no packet */
    AddressBook(Abi abi, ByteBuffer bytes) {
        this.abi = abi;
        this.bytes = bytes;
    }

    /** One for an address that belongs to no packet, at 0. */
    static AddressBook single(Abi abi) {
        return new AddressBook(abi, NativeMemory.allocate(STRIDE).order(ByteOrder.BIG_ENDIAN));
    }

    /** Where a slot has its address. */
    static int of(Slot slot) {
        return slot.dataOffset() - STRIDE;
    }

    /** For the calls. */
    NativeAddress place(int at) {
        return NativeAddress.of(bytes, at);
    }

    boolean isIpv6(int at) {
        int family = abi.hasLengthByte() ? bytes.get(at + 1) : bytes.get(at + (isLittle() ? 0 : 1));
        return family != FAMILY_IPV4;
    }

    private static boolean isLittle() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    /** Where rule processing goes on; opaque, in the machine's order. */
    int cookie(int at) {
        int value = bytes.getShort(at + COOKIE) & 0xFFFF;
        return isLittle() ? Short.reverseBytes((short) value) & 0xFFFF : value;
    }

    /** Whether the packet was seen on its way out: it has no address of a receiving interface. */
    boolean isOutbound(int at) {
        if (isIpv6(at)) {
            return bytes.getLong(at + IPV6) == 0 && bytes.getLong(at + IPV6 + 8) == 0;
        }
        return bytes.getInt(at + IPV4) == 0;
    }

    /** The name field as it stands, eight bytes; 0 if there is none. */
    long nameBytes(int at) {
        return abi.hasInterfaceName() && !isIpv6(at) ? bytes.getLong(at + NAME) : 0;
    }

    /** Text of a name field. */
    static String name(long nameBytes) {
        byte[] text = ByteBuffer.allocate(Long.BYTES).putLong(nameBytes).array();
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** Gives an inbound packet of an interface without IPv4 address one, else it would go out; its value is ignored. */
    void setAnyAddress(int at) {
        bytes.putInt(at + IPV4, 0x7F00_0001);
    }

    /** Takes the name away, so that the kernel goes by the address. */
    void clearName(int at) {
        bytes.putLong(at + NAME, 0);
    }

    /** Makes the address of a packet that goes out, to be judged by the rules behind {@code cookie}. */
    void setOutbound(int at, int family, int cookie) {
        bind(at, family, 0);
        short raw = (short) cookie;
        bytes.putShort(at + COOKIE, isLittle() ? Short.reverseBytes(raw) : raw);
    }

    /** Makes the address to bind to: any address, a port in network order. */
    void bind(int at, int family, int port) {
        for (int i = 0; i < STRIDE; i += Long.BYTES) {
            bytes.putLong(at + i, 0);
        }
        if (abi.hasLengthByte()) {
            bytes.put(at, (byte) abi.addressLength(family)).put(at + 1, (byte) family);
        } else {
            bytes.put(at + (isLittle() ? 0 : 1), (byte) family);
        }
        bytes.putShort(at + COOKIE, (short) port);
    }
}
