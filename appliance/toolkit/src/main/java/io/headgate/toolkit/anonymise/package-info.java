/**
 * Addresses that say nothing about whose they are, and still which are neighbours.
 *
 * <pre>
 *   address --CryptoPan--> as many addresses, in other networks; what shared k leading bits still does, and no more
 * </pre>
 *
 * Memory is taken when an object is made; nothing here allocates per packet.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's, for a tap that of the taps.
 */
package io.headgate.toolkit.anonymise;
