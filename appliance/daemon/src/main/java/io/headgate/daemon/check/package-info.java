/**
 * {@code headgate check}: validates a configuration and says what the appliance would do with it. Opens nothing but the
 * file: no socket, no namespace, no native library. Thread: the main one.
 */
package io.headgate.daemon.check;
