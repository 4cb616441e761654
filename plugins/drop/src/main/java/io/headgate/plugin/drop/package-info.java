/** Drops what goes to one TCP or UDP port: the smallest firewall. */
package io.headgate.plugin.drop;
