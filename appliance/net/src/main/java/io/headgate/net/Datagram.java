package io.headgate.net;

/**
 * What {@link Net#receiveFrom} and {@link Net#receiveUdp} give.
 *
 * @param data the bytes, cut to what was asked for
 * @param address of the sender, as a number; of a divert socket an opaque text that {@link Net#sendTo} takes as host
 * @param port of the sender, 0 to 65,535
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record Datagram(byte[] data, String address, int port) {}
