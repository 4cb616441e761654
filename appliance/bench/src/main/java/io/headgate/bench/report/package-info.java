/**
 * What the benchmarks say and how: medians and spread, targets, tables, JSON. Thread: the main one.
 *
 * <pre>
 *   rounds --Summary--> median, min, max --Verdicts--> figure | target | met --Output--> table or JSON, and a file
 *                                                          Environment ------------^
 * </pre>
 */
package io.headgate.bench.report;
