/**
 * Copies packets to a mirror and passes them as they are.
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.taponly;
