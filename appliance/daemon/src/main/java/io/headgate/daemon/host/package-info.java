/**
 * What this host is like: files of {@code /proc} and {@code /sys}, what its tools print, the Java that runs us, and which
 * kernel rules a lane needs here and has. Read when asked, nothing is kept; the root folder and the tools can be others,
 * so that a host which lacks something can be shown to what has to notice it.
 *
 * <p>Thread: any; everything here reads files or starts programs, so never a lane's.
 */
package io.headgate.daemon.host;
