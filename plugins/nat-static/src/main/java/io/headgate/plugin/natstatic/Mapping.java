package io.headgate.plugin.natstatic;

/**
 * One line of the table: what is {@code outside} to the network is {@code inside} behind the appliance.
 *
 * @param outside of the same family as {@code inside}, and with a port if that has one
 */
record Mapping(Endpoint outside, Endpoint inside) {}
