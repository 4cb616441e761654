/**
 * The bytes that a reader of a protocol reads, wherever they are.
 *
 * <p>Thread: everything belongs to one thread at a time, for a filter the lane's.
 */
package io.headgate.toolkit.payload;
