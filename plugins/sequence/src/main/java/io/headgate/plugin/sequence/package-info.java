/**
 * Watches streams of numbered packets and counts what the network did to them; changes nothing.
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.sequence;
