/**
 * {@code headgate replay}: the lane of a configuration over a capture. The lane has the threads its configuration says;
 * the main thread waits, shows how far it is, and prints the ledger.
 */
package io.headgate.daemon.replay;
