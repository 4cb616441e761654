/**
 * {@code headgate console}: a prompt for the net-* functions, and the only place that knows JLine.
 *
 * <p>Thread: the main one; JLine's signal thread only interrupts.
 */
package io.headgate.daemon.console;
