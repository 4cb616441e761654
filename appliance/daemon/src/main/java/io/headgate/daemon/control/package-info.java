/**
 * What a running appliance does on request: the verbs behind its control socket, and what they answer.
 *
 * <pre>
 *   io.headgate.control.Verbs --> ControlVerbs --> Swapper, StatusReport, FiltersReport --> Lane.requestX
 * </pre>
 *
 * <p>Thread: one of {@code admin}; lanes are asked and answer between two batches.
 */
package io.headgate.daemon.control;
