package io.headgate.net.handle;

import io.headgate.net.sys.InterfaceNames;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeAddress;
import io.headgate.net.sys.NativeMemory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A socket address in native memory, written for one call or read after it.
 *
 * <pre>
 *  all           0 length, family (BSD) or family u16 (Linux)
 *  sockaddr_in   2 port | 4 address
 *  sockaddr_in6  2 port | 4 flow label | 8 address | 24 scope, machine's order
 *  sockaddr_un   2 path
 * </pre>
 *
 * Ports and addresses are in network order.
 */
final class Sockaddr {
    private static final int CAPACITY = 128;
    private static final int HEADER = 2;
    private static final int PORT = 2;
    private static final int IPV4 = 4;
    private static final int IPV6 = 8;
    private static final int SCOPE = 24;
    private static final int IPV4_LENGTH = 16;
    private static final int IPV6_LENGTH = 28;
    private static final int TEXT_LENGTH = 64;

    private final Libc libc;
    private final Abi abi;
    private final InterfaceNames interfaces;
    private final ByteBuffer bytes = NativeMemory.allocate(CAPACITY).order(ByteOrder.BIG_ENDIAN);
    private final ByteBuffer lengthBytes = NativeMemory.allocate(Integer.BYTES);
    private final ByteBuffer text = NativeMemory.allocate(TEXT_LENGTH);
    private final NativeAddress place = NativeAddress.of(bytes, 0);
    private final NativeAddress lengthPlace = NativeAddress.of(lengthBytes, 0);
    private int length;

    Sockaddr(Libc libc, Abi abi) {
        this.libc = libc;
        this.abi = abi;
        this.interfaces = new InterfaceNames(libc);
    }

    NativeAddress place() {
        return place;
    }

    NativeAddress lengthPlace() {
        return lengthPlace;
    }

    /** Bytes written by the last setter. */
    int length() {
        return length;
    }

    /**
     * Writes an Internet address; an IPv4 one as mapped if {@code family} is IPv6.
     *
     * @param port 0 to 65,535
     */
    void set(Family family, InetAddress address, int port) {
        begin(family, family == Family.IPV4 ? IPV4_LENGTH : IPV6_LENGTH);
        bytes.putShort(PORT, (short) port);
        byte[] number = address.getAddress();
        if (family == Family.IPV4) {
            bytes.put(IPV4, number);
        } else if (number.length == Integer.BYTES) {
            bytes.putShort(IPV6 + 10, (short) 0xFFFF).put(IPV6 + 12, number);
        } else {
            bytes.put(IPV6, number);
            int scope = ((Inet6Address) address).getScopeId();
            bytes.putInt(SCOPE, isLittle() ? Integer.reverseBytes(scope) : scope);
        }
    }

    /**
     * Writes a path, cut to what fits with a zero behind it.
     *
     * @return what was written
     */
    byte[] setPath(byte[] path) {
        byte[] fitting = Arrays.copyOf(path, Math.min(path.length, abi.unixPathLength() - 1));
        begin(Family.UNIX, HEADER + fitting.length);
        bytes.put(HEADER, fitting);
        return fitting;
    }

    private void begin(Family family, int newLength) {
        length = newLength;
        for (int i = 0; i < CAPACITY; i += Long.BYTES) {
            bytes.putLong(i, 0);
        }
        if (abi.hasLengthByte()) {
            bytes.put(0, (byte) length).put(1, (byte) abi.numberOf(family));
        } else {
            bytes.put(isLittle() ? 0 : 1, (byte) abi.numberOf(family));
        }
    }

    /** Empties it for a call that writes one. */
    void prepare() {
        for (int i = 0; i < CAPACITY; i += Long.BYTES) {
            bytes.putLong(i, 0);
        }
        lengthBytes.putInt(0, CAPACITY);
    }

    /** What a call has written; the family's own address for none, as streams have it. */
    Name name(Family family) {
        int written = abi.hasLengthByte() ? bytes.get(1) : bytes.get(isLittle() ? 0 : 1);
        int port = bytes.getShort(PORT) & 0xFFFF;
        if (written == Abi.AF_INET) {
            return new Name(text(Abi.AF_INET, IPV4), port);
        }
        if (written == abi.inet6()) {
            int scope = bytes.getInt(SCOPE);
            int index = isLittle() ? Integer.reverseBytes(scope) : scope;
            String number = text(abi.inet6(), IPV6);
            return new Name(index == 0 ? number : number + "%" + interfaces.nameOf(index), port);
        }
        return new Name(family == Family.IPV6 ? family.any() : Family.IPV4.any(), 0);
    }

    private String text(int family, int at) {
        long found = libc.inet_ntop(family, place.value() + at, NativeMemory.addressOf(text), TEXT_LENGTH);
        return found == 0 ? "" : NativeMemory.textAt(found);
    }

    private static boolean isLittle() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }
}
