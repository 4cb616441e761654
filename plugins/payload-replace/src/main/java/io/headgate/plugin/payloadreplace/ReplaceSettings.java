package io.headgate.plugin.payloadreplace;

/**
 * What a {@code with} block says.
 *
 * @param most replacements in one packet
 * @param grow bytes by which the MSS of connections is lowered
 * @param mtu longest packet in bytes that replacing may make
 * @param isSplitting whether what would be longer goes out in several segments
 * @param connections remembered at the same time
 * @param changes of each direction of a connection that may be unacknowledged
 * @param idleNs how long a connection is remembered without a packet
 */
record ReplaceSettings(
        Replacements replacements,
        Scope scope,
        int most,
        int grow,
        int mtu,
        boolean isSplitting,
        int connections,
        int changes,
        long idleNs) {}
