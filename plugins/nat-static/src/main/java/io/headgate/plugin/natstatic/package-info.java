/**
 * Translates addresses and ports by a fixed table, both ways, also in the packets that ICMP errors quote.
 *
 * <pre>
 *   with: map --NatStaticFactory--> Mapping (outside Endpoint, inside Endpoint) --> TranslationTable, one by each side
 *   packet --NatStatic--> destination looked up outside, source looked up inside
 * </pre>
 *
 * Keeps no state: any number of lanes may share a table's flows. Thread: the lane's.
 */
package io.headgate.plugin.natstatic;
