/**
 * Captures of what is expected to leave, and differences told in words. {@link io.headgate.testkit.golden.Golden} holds
 * what left a harness against a committed pcapng file:
 *
 * <pre>
 *   file ──CapturedPackets──►┐
 *                            ├─► Alignment: which belongs to which ─► Dissector, both ─► Differences: field by field
 *   Result.left() ──────────►┘
 * </pre>
 *
 * Thread: the test's.
 */
package io.headgate.testkit.golden;
