/**
 * A bad network in a filter: what {@code netem} does to a link.
 *
 * <pre>
 *   packet --Scope--> LossModel --> Departures (Link, then DelayModel) --> copy --> Corruption --> held until it leaves
 *                        |              |
 *                       loss        queue-full
 * </pre>
 *
 * <p>Thread: the lane's. All memory is taken at the start.
 */
package io.headgate.plugin.impair;
