/**
 * Which of many networks an address belongs to: a million of them, of IPv4 and IPv6.
 *
 * <pre>
 *   text --PrefixLines--> Prefix --+--> Entries: sorted, nested ones cut out of those around them
 *                                  |        |
 *                                  |        v
 *                                  |    Boundaries: where along all addresses the answer changes
 *                                  |        |
 *                                  |        v
 *                                  +--> PrefixSet, PrefixMap: Ipv4Ranges, Ipv6Ranges (flat sorted arrays)
 *
 *   10.0.0.0/8 = 1, 10.1.0.0/16 = 2:     0.0.0.0  10.0.0.0  10.1.0.0  10.2.0.0  11.0.0.0
 *                                           none         1         2         1      none
 * </pre>
 *
 * The longest match is worked out when a set or map is built; what is left to look up is the last boundary not above the
 * address. So n networks never take more than 2n + 1 boundaries, however they lie, and a lookup allocates nothing.
 *
 * <p>Thread: sets and maps are immutable and may be read by any; a new one is built elsewhere and put in place of the old
 * by its reference.
 */
package io.headgate.toolkit.prefix;
