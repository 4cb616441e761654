/**
 * Moves addresses from one network into another by replacing their network part. No state: answers are moved back by a
 * second step, for the other end. Thread: the lane's.
 */
package io.headgate.plugin.prefix;
