/**
 * Captures: pcap and pcapng files as sources and sinks of packets.
 *
 * <pre>
 *   file ──CaptureInput──► CaptureReader ──► CaptureSource ══ring══► lane ──► CaptureSink ──► file
 *          (window)        (Pcap, Pcapng)    (LinkType)                       (CaptureFormat)
 * </pre>
 *
 * Reader and source run on the source's thread, the sink on the lane's. A frame lies in its slot as it lay in the file,
 * link header included; the slot's packet begins at the IP header behind it.
 */
package io.headgate.net.pcap;
