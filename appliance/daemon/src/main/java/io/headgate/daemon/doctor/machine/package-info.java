/**
 * Checks of the machine: rights, Java, memory, interfaces and how the kernel treats their packets. Thread: the main one.
 */
package io.headgate.daemon.doctor.machine;
