/**
 * {@code headgate plugin check}: what a jar would do in the appliance, found out before it is there. Looks at the file, its
 * manifest and classes, makes a filter, and takes a small capture through a lane with it in memory. Thread: the main one;
 * the packets run on a lane's.
 */
package io.headgate.daemon.plugin.check;
