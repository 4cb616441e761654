package io.headgate.net;

/**
 * One end of a socket.
 *
 * @param address as a number, {@code local} for a Unix path
 * @param port 0 to 65,535
 */
public record Endpoint(String address, int port) {}
