package io.headgate.net.divert.bsd;

import io.headgate.net.sys.NativeAddress;
import io.headgate.net.sys.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The addresses with which packets came, one per slot. To be given back as they are: the kernel finds in them the rule
 * behind which it goes on, the direction and the interface.
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
    private final NativeAddress[] places;

    AddressBook(Abi abi, int slots) {
        this.abi = abi;
        this.bytes = NativeMemory.allocate(slots * STRIDE).order(ByteOrder.BIG_ENDIAN);
        this.places = new NativeAddress[slots];
        for (int i = 0; i < slots; i++) {
            places[i] = NativeAddress.of(bytes, i * STRIDE);
        }
    }

    /** For recvfrom(2) and sendto(2). */
    NativeAddress place(int slot) {
        return places[slot];
    }

    private int at(int slot) {
        return slot * STRIDE;
    }

    boolean isIpv6(int slot) {
        int family = abi.hasLengthByte() ? bytes.get(at(slot) + 1) : bytes.get(at(slot) + (isLittle() ? 0 : 1));
        return family != FAMILY_IPV4;
    }

    private static boolean isLittle() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    /** Where rule processing goes on; opaque, in the machine's order. */
    int cookie(int slot) {
        int value = bytes.getShort(at(slot) + COOKIE) & 0xFFFF;
        return isLittle() ? Short.reverseBytes((short) value) & 0xFFFF : value;
    }

    /** Whether the packet was seen on its way out: it has no address of a receiving interface. */
    boolean isOutbound(int slot) {
        if (isIpv6(slot)) {
            return bytes.getLong(at(slot) + IPV6) == 0 && bytes.getLong(at(slot) + IPV6 + 8) == 0;
        }
        return bytes.getInt(at(slot) + IPV4) == 0;
    }

    /** The name field as it stands, eight bytes; 0 if there is none. */
    long nameBytes(int slot) {
        return abi.hasInterfaceName() && !isIpv6(slot) ? bytes.getLong(at(slot) + NAME) : 0;
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
    void setAnyAddress(int slot) {
        bytes.putInt(at(slot) + IPV4, 0x7F00_0001);
    }

    /** Takes the name away, so that the kernel goes by the address. */
    void clearName(int slot) {
        bytes.putLong(at(slot) + NAME, 0);
    }

    /** Makes the address of a packet that goes out, to be judged by the rules behind {@code cookie}. */
    void setOutbound(int slot, int cookie) {
        bind(slot, FAMILY_IPV4, 0);
        short raw = (short) cookie;
        bytes.putShort(at(slot) + COOKIE, isLittle() ? Short.reverseBytes(raw) : raw);
    }

    /** Makes the address to bind to: any address, a port in network order. */
    void bind(int slot, int family, int port) {
        int at = at(slot);
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
