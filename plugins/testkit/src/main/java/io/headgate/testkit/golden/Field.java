package io.headgate.testkit.golden;

/**
 * A field of a packet.
 *
 * @param name as in {@code IPv4 TTL}; each once in a packet
 * @param value as a person would write it
 */
record Field(String name, String value) {}
