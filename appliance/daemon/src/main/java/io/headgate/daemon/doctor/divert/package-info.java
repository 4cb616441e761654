/**
 * Checks of the way packets take from the kernel to us and back: queues, their rules and buffers. Thread: the main one.
 */
package io.headgate.daemon.doctor.divert;
