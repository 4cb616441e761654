/**
 * Replaces bytes in the payload of UDP datagrams and TCP segments by others of any length, and keeps TCP connections going.
 *
 * <pre>
 *   Packet --Scope--> Connections --place--> Rewriting, Draft --replacePayload--> SegmentSplitter (beyond the MTU)
 *                         |                     |
 *                     FlowTable            Replacements (what is looked for)
 *                     ShiftedConnection
 *                         |
 *   ICMP error -----> QuotedSegment                            swap: Handover (all connections as bytes)
 * </pre>
 *
 * Thread: the lane's.
 */
package io.headgate.plugin.payloadreplace;
