package io.headgate.net.pcap;

/**
 * Where frames of a capture were seen. A classic pcap file has exactly one, a pcapng file as many as it describes, in
 * all its sections together.
 *
 * @param linkType what frames begin with, a LINKTYPE number
 * @param isBigEndian byte order of the capturing host, in which some link headers are written
 * @param snapLength most bytes kept of a frame; 0 for no limit
 * @param name empty if the file does not say
 * @param isNanoseconds whether its times are finer than a microsecond
 * @see <a href="https://www.tcpdump.org/linktypes.html">Link-layer header types</a>
 */
public record CaptureInterface(int linkType, boolean isBigEndian, int snapLength, String name, boolean isNanoseconds) {}
