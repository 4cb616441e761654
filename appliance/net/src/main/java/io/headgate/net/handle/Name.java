package io.headgate.net.handle;

/**
 * One end of a socket.
 *
 * @param address as a number, {@code local} for a Unix path
 * @param port 0 to 65,535
 */
public record Name(String address, int port) {
    static final Name UNIX = new Name("local", 0);
}
