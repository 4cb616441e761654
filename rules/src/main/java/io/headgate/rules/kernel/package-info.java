/**
 * The kernel rules that send packets to the appliance: rendered here, and found again in what the kernel lists; run by
 * the operator or by the demo. Pure text, no
 * thread, no system call.
 */
package io.headgate.rules.kernel;
