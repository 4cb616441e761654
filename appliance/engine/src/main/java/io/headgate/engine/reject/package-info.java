/**
 * What the sender of a rejected packet is told: whether at all, how often, and the answer's bytes.
 *
 * <pre>
 *   rejected packet --> Answerable (RFC 1122, 1812, 4443: to whom nothing is said) --> RejectRate
 *                                                                                        |
 *                 TcpReset or Unreachable <-- RejectBuilder <----------------------------+
 * </pre>
 *
 * Thread: the lane's; nothing is allocated.
 */
package io.headgate.engine.reject;
