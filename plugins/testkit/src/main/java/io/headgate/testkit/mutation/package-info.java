/**
 * Damaged packets from a seed, to see that a filter survives what networks bring: {@link
 * io.headgate.testkit.mutation.Mutations} makes them of good ones, {@link
 * io.headgate.testkit.FilterHarness#survives} sends them through a lane. Thread: the test's.
 */
package io.headgate.testkit.mutation;
