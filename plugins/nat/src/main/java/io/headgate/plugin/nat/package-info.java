/**
 * Stateful source NAT for IPv4: many inside hosts behind few outside addresses.
 *
 * <pre>
 *   packet --Nat: which way--> Translation ------> Flows: inside end and remote end --> timeouts, TcpState
 *                              ErrorTranslation      |
 *                              (what errors quote)   v
 *                                                  Mappings: inside end &lt;--> outside end --> PortPool: free ports
 *                                                    ^
 *                                                  Contacts: remote addresses that a mapping has sent to
 * </pre>
 *
 * A mapping lasts as long as one of its flows. An end is an address with a TCP or UDP port, or an ICMP identifier in its
 * place ({@code TransportEnds}). The terms are those of RFC 4787, RFC 5382 and RFC 5508.
 *
 * <p>Memory is taken when the filter is attached; nothing is allocated per packet. Thread: the lane's.
 */
package io.headgate.plugin.nat;
