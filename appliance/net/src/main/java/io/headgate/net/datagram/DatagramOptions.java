package io.headgate.net.datagram;

/**
 * How the sockets of one lane receive.
 *
 * @param receiveBufferBytes what the kernel may hold for each socket, its overhead included, beyond the system's limit
 *     where we may; at least 4,096
 * @param payloadBytes most bytes of a datagram that are kept, 1 to {@link #MAX_PAYLOAD}; the rest is cut off
 */
public record DatagramOptions(int receiveBufferBytes, int payloadBytes) {
    /** Largest payload there is: of IPv6, whose length field does not count its own header. */
    public static final int MAX_PAYLOAD = 65_527;

    private static final int MIN_BUFFER = 4 << 10;
    private static final int DEFAULT_BUFFER = 8 << 20;

    public static final DatagramOptions DEFAULTS = new DatagramOptions(DEFAULT_BUFFER, MAX_PAYLOAD);

    public DatagramOptions {
        if (receiveBufferBytes < MIN_BUFFER) {
            throw new IllegalArgumentException(
                    "receiveBufferBytes must be at least " + MIN_BUFFER + ": " + receiveBufferBytes);
        }
        if (payloadBytes < 1 || payloadBytes > MAX_PAYLOAD) {
            throw new IllegalArgumentException("payloadBytes must be 1 to " + MAX_PAYLOAD + ": " + payloadBytes);
        }
    }

    public DatagramOptions withReceiveBuffer(int bytes) {
        return new DatagramOptions(bytes, payloadBytes);
    }

    public DatagramOptions withPayload(int bytes) {
        return new DatagramOptions(receiveBufferBytes, bytes);
    }
}
