/**
 * What a filter's tests need. {@link io.headgate.testkit.FilterHarness} runs filters in a lane of the appliance's own parts:
 *
 * <pre>
 *   packets, capture ──► ArrivalSource ──► SlotRing ──► Lane: guard ─► WatchedFilter ─► filter
 *                                                         │                               │ events, copies
 *       Result ◄── Records ◄── RecordingSink ◄── repair ◄─┘                               ▼
 *                                                                                      Outlets
 * </pre>
 *
 * Beside it, for tests of what filters are made of: settings from a map, and a packet in a real slot. Thread: the test's.
 */
package io.headgate.testkit;
