/**
 * The door of this module: opens the socket that this system has, behind the contract in {@link io.headgate.net.divert}.
 * Above the contract and its implementations, so that they need not know each other.
 */
package io.headgate.net;
