/**
 * Lets a sample of the packets through, or copies a sample to a mirror while all go on.
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.sample;
