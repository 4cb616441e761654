package io.headgate.net.handle;

/**
 * A datagram with its sender.
 *
 * @param data the caller's
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record Received(byte[] data, Name sender) {}
