/**
 * {@code headgate bench}: measures the host it runs on. Each benchmark runs its reference in the same minutes, because
 * only the ratio says something about the appliance; README.md beside the sources says how to read them.
 *
 * <pre>
 *   BenchVerb --+-- inline   the queue between two hosts, beside a loop in C     +--> lab      hosts, load, clocks
 *               +-- lane     source to sink in memory, beside a plain copy       |
 *               +-- idle     memory and processor time without traffic ----------+
 *                        all --> report   medians, targets, tables, JSON
 * </pre>
 *
 * Thread: the main one.
 */
package io.headgate.bench;
