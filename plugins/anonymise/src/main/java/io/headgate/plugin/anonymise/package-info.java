/**
 * Replaces addresses so that nobody can be told by them, and payload if asked to, for traffic that others may see.
 *
 * <p>Thread: the lane's.
 */
package io.headgate.plugin.anonymise;
