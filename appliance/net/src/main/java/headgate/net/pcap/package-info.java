/** Captures as sources of packets. Cold: reads whole files. Thread: any. */
package headgate.net.pcap;
