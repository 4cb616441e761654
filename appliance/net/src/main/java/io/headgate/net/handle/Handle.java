package io.headgate.net.handle;

/**
 * What is behind one handle. Calls that find nothing to do wait without limit, until another thread ends the wait; the
 * socket then is as it was. No call closes it: that is the caller's to decide.
 */
public interface Handle {
    /** Waits for a client. */
    Handle accept() throws HandleException;

    /** Waits for bytes, then takes what is there, at least one and at most {@code max}; of a datagram the first. */
    byte[] receive(int max) throws HandleException;

    /** Collects bytes until they end with {@code wait} or are {@code max}. What follows stays queued. */
    byte[] receive(int max, byte[] wait) throws HandleException;

    /** Waits for a datagram, which may be empty; its bytes beyond {@code max} are lost. */
    Received receiveFrom(int max) throws HandleException;

    /** Sends the first {@code count} bytes, which are more than none, waiting until all are handed over. */
    void send(byte[] data, int count) throws HandleException;

    /**
     * Sends one datagram.
     *
     * @param host empty for where the socket is connected to
     * @param port 0 to 65,535
     * @throws HandleException also, with {@link ErrorCode#NONE}, if only this datagram cannot be sent, which is counted
     */
    void sendTo(String host, int port, byte[] data) throws HandleException;

    /** Bytes that can be read now; of a datagram socket the size of the first datagram. Never waits. */
    int readable() throws HandleException;

    Name local() throws HandleException;

    Name peer() throws HandleException;

    /** Whether something received waits above the kernel, or a failure that the next receive will tell. */
    boolean hasInput();

    /** What to poll for input. */
    int[] descriptors();

    boolean isDivert();

    /** Packets of a divert port that could not be reinjected. */
    default long refused() {
        return 0;
    }

    /** Gives everything back to the system. Once. */
    void close();
}
