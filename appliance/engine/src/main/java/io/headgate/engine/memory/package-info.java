/**
 * A source and a sink without a network: for tests, benchmarks, and running a chain over packets that are at hand.
 * Threads as for every source and sink.
 */
package io.headgate.engine.memory;
