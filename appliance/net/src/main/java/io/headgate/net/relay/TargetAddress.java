package io.headgate.net.relay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a {@code sockaddr} for each datagram of a receiver: always the same, or with what the packet's own header says.
 *
 * <pre>
 *  sockaddr_in  (16)  0 length 1, family 1 (Linux: family 2) | 2 port 2 | 4 address 4
 *  sockaddr_in6 (28)  the same                               | 2 port 2 | 4 flow 4 | 8 address 16 | 24 scope 4
 * </pre>
 */
final class TargetAddress {
    private final SendAbi abi;
    private final int version;
    private final boolean isAddressFixed;
    private final int port;
    private final long high;
    private final long low;
    private final NamedInterface outgoing;

    /**
     * @param version IP version: 4 or 6
     * @param outgoing by which link-local IPv6 destinations are reached
     */
    TargetAddress(SendAbi abi, Receiver receiver, int version, NamedInterface outgoing) {
        this.abi = abi;
        this.version = version;
        this.isAddressFixed = receiver.address() != null;
        this.port = receiver.port();
        this.high = isAddressFixed ? EchoGuard.high(receiver.address()) : 0;
        this.low = isAddressFixed ? EchoGuard.low(receiver.address()) : 0;
        this.outgoing = outgoing;
    }

    /** Whether all datagrams go to one place. */
    boolean isFixed() {
        return isAddressFixed && port != 0;
    }

    /** Whether packet {@code i} is sent by this socket: a packet's own destination needs its own IP version. */
    boolean takes(DatagramBatch batch, int i) {
        return isAddressFixed || batch.version(i) == version;
    }

    /** Whether two packets that are taken go to the same place. */
    boolean isSame(DatagramBatch batch, int i, int j) {
        boolean isSamePort = port != 0 || batch.port(i) == batch.port(j);
        return isSamePort && (isAddressFixed || isSameAddress(batch, i, j));
    }

    private static boolean isSameAddress(DatagramBatch batch, int i, int j) {
        return batch.destinationLow(i) == batch.destinationLow(j)
                && batch.destinationHigh(i) == batch.destinationHigh(j);
    }

    boolean isEcho(EchoGuard guard, DatagramBatch batch, int i, NamedInterface sentBy) {
        return guard.isEcho(version, highOf(batch, i), lowOf(batch, i), portOf(batch, i), sentBy);
    }

    /** Bytes that {@link #put} writes. */
    int length() {
        return SendAbi.addressLength(version);
    }

    /**
     * Writes where packet {@code i} goes.
     *
     * @param to big-endian
     */
    void put(ByteBuffer to, int at, DatagramBatch batch, int i) {
        putFamily(to, at);
        to.putShort(at + 2, (short) portOf(batch, i));
        if (version == 4) {
            to.putInt(at + 4, (int) lowOf(batch, i));
            return;
        }
        to.putLong(at + 8, highOf(batch, i));
        to.putLong(at + 16, lowOf(batch, i));
        to.putInt(at + 24, hostOrder(outgoing.index()));
    }

    private void putFamily(ByteBuffer to, int at) {
        int family = abi.family(version);
        if (!abi.isLinux()) {
            to.put(at, (byte) length());
            to.put(at + 1, (byte) family);
        } else if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
            to.putShort(at, (short) family);
        } else {
            to.putShort(at, Short.reverseBytes((short) family));
        }
    }

    private static int hostOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private int portOf(DatagramBatch batch, int i) {
        return port != 0 ? port : batch.port(i);
    }

    private long highOf(DatagramBatch batch, int i) {
        return isAddressFixed ? high : batch.destinationHigh(i);
    }

    private long lowOf(DatagramBatch batch, int i) {
        return isAddressFixed ? low : batch.destinationLow(i);
    }
}
