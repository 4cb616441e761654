/**
 * Makes headers plain: what no receiver needs and some trip over, or hide things in, is cleared; what no sender means is
 * dropped.
 *
 * <pre>
 *   TcpFlags (drop) -> Ipv4Fields -> Ipv4Options (drop) -> ScopeFields (both families) -> TcpFields -> TcpOptions
 * </pre>
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.headernormalise;
