/**
 * Makes one stream of two feeds that carry the same numbered packets.
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.arbitrate;
