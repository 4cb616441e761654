package io.headgate.net.pcap;

import java.nio.ByteBuffer;

/** Writes classic pcap, little-endian; see {@link PcapReader} for its layout. One link type for all frames. */
final class PcapFormat extends CaptureFormat {
    private static final int VERSION = 2 | 4 << 16;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int LENGTH_NOT_KNOWN = CaptureReader.MAX_FRAME;

    private final int magic;
    private final int nsPerFraction;
    private CaptureInterface only;

    PcapFormat(boolean isNanoseconds) {
        magic = isNanoseconds ? PcapReader.MAGIC_NANOSECONDS : PcapReader.MAGIC_MICROSECONDS;
        nsPerFraction = isNanoseconds ? 1 : 1_000;
    }

    /** The header names the link type, so it waits for the first interface. */
    @Override
    int putHeader(ByteBuffer out, int at) {
        return at;
    }

    @Override
    int putInterface(ByteBuffer out, int at, CaptureInterface from) {
        if (only != null) {
            if (only.linkType() != from.linkType()) {
                throw new UnsuitableFormat("frames of link types " + only.linkType() + " and " + from.linkType()
                        + " cannot go into one .pcap file; name it .pcapng");
            }
            return at;
        }
        only = from;
        out.putInt(at, magic);
        out.putInt(at + 4, VERSION);
        out.putLong(at + 8, 0);
        out.putInt(at + 16, from.snapLength() == 0 ? LENGTH_NOT_KNOWN : from.snapLength());
        out.putInt(at + 20, from.linkType());
        return at + PcapReader.FILE_HEADER;
    }

    @Override
    int putBefore(ByteBuffer out, int at, int interfaceIndex, long timestampNs, int length, int original) {
        long seconds = Long.divideUnsigned(timestampNs, NS_PER_SECOND);
        out.putInt(at, (int) seconds);
        out.putInt(at + 4, (int) (timestampNs - seconds * NS_PER_SECOND) / nsPerFraction);
        out.putInt(at + 8, length);
        out.putInt(at + 12, original);
        return at + PcapReader.PACKET_HEADER;
    }

    @Override
    int putAfter(ByteBuffer out, int at, int length) {
        return at;
    }
}
