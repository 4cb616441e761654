package io.headgate.plugin.sequence;

import io.headgate.toolkit.sequence.SequenceWatch;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** A stream's name and watch; its place in a {@link StreamTable}. */
final class Stream {
    /** Where it goes; the address in {@code low}, and for IPv6 in both. */
    boolean isIpv6;

    long high;
    long low;
    int port;

    /** RTP's synchronisation source; 0 for others. */
    int ssrc;

    final SequenceWatch watch;

    /** Whether the log has been told of a silence, and not of its end. */
    boolean isToldSilent;

    /** The next in the bucket. */
    Stream next;

    /** Neighbours by the time of the latest packet. */
    Stream older;

    Stream newer;

    Stream(SequenceWatch watch) {
        this.watch = watch;
    }

    boolean is(boolean ipv6, long addressHigh, long addressLow, int itsPort, int itsSsrc) {
        return low == addressLow && high == addressHigh && port == itsPort && ssrc == itsSsrc && isIpv6 == ipv6;
    }

    /** As people read it: {@code 239.1.1.1:5004 ssrc=cafebabe}. */
    String name() {
        ByteBuffer bytes = ByteBuffer.allocate(isIpv6 ? 16 : 4);
        if (isIpv6) {
            bytes.putLong(high).putLong(low);
        } else {
            bytes.putInt((int) low);
        }
        try {
            String address = InetAddress.getByAddress(bytes.array()).getHostAddress();
            String end = (isIpv6 ? "[" + address + "]" : address) + ":" + port;
            return ssrc == 0 ? end : end + " ssrc=" + Integer.toHexString(ssrc);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + bytes.capacity() + " bytes", impossible);
        }
    }
}
