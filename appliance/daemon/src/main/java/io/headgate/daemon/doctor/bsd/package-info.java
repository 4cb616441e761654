/**
 * Checks of FreeBSD, OpenBSD and DragonFly, also below a Java for Linux: divert(4), the firewall that feeds it, and the
 * interfaces as the address of a packet names them. Thread: the main one.
 */
package io.headgate.daemon.doctor.bsd;
