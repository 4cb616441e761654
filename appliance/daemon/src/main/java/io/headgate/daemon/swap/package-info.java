/**
 * Another version of a plugin into lanes that run, without losing a packet.
 *
 * <pre>
 *   Swapper: Plugins.reload --> filters with the configured settings --> SelfTest in memory --> ChainSwap on the lanes
 *                                                                                 then: Plugins.adopt, close the old
 * </pre>
 *
 * <p>Thread: one of {@code admin}; at the batch edge the lane's, as {@link io.headgate.engine.lane.ChainSwap} says.
 */
package io.headgate.daemon.swap;
