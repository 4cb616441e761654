package io.headgate.testkit.packet;

import io.headgate.api.Ipv6;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a builder says of the IPv4 or IPv6 header, and the headers made of it. */
final class IpHeader {
    static final int RESERVED = 0x8000;
    static final int DONT_FRAGMENT = 0x4000;

    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int ADDRESS = 16;

    /** An extension header, its first two bytes left out. */
    private static final class Extension {
        private final int type;
        private final byte[] body;

        private Extension(int type, byte[] body) {
            this.type = type;
            this.body = body;
        }
    }

    int ttl = 64;
    int dscp;
    int ecn;
    int identification = 0x1234;
    int flowLabel;
    int flags;
    int trailer;
    boolean isSumWrong;

    private byte[] options = {};
    private final List<Extension> extensions = new ArrayList<>();
    private byte[] lastHop;
    private boolean isFragment;
    private boolean hasFollowers;
    private int fragmentOffset;

    void fragment(int offset, boolean moreFollow) {
        if (offset < 0 || offset > 65_528 || offset % 8 != 0) {
            throw new IllegalArgumentException(
                    "a fragment begins at a multiple of 8 from 0 to 65528, not at " + offset);
        }
        isFragment = true;
        fragmentOffset = offset;
        hasFollowers = moreFollow;
    }

    boolean isLaterFragment() {
        return fragmentOffset > 0;
    }

    void options(byte[] bytes) {
        options = Arrays.copyOf(bytes, (bytes.length + 3) & ~3);
        if (options.length > 40) {
            throw new IllegalArgumentException("an IPv4 header has room for 40 bytes of options, not " + bytes.length);
        }
    }

    void extension(int type, byte[] body) {
        extensions.add(new Extension(type, Arrays.copyOf(body, ((body.length + 2 + 7) & ~7) - 2)));
    }

    void routing(String... hops) {
        byte[] body = new byte[6 + hops.length * ADDRESS];
        body[1] = (byte) hops.length;
        for (int i = 0; i < hops.length; i++) {
            byte[] hop = Ends.address(hops[i]);
            if (hop.length != ADDRESS) {
                throw new IllegalArgumentException("'" + hops[i] + "' is no IPv6 address");
            }
            System.arraycopy(hop, 0, body, 6 + i * ADDRESS, ADDRESS);
            lastHop = hop;
        }
        extension(Ipv6.ROUTING, body);
    }

    byte[] finalDestination(Ends ends) {
        return lastHop == null ? ends.destination() : lastHop;
    }

    /** The whole packet: this header, what is behind it, and the trailer. */
    byte[] before(Ends ends, int protocol, byte[] data) {
        byte[] packet = ends.isIpv6() ? ipv6(ends, protocol, data) : ipv4(ends, protocol, data);
        return Arrays.copyOf(packet, packet.length + trailer);
    }

    private byte[] ipv4(Ends ends, int protocol, byte[] data) {
        if (!extensions.isEmpty()) {
            throw new IllegalArgumentException("an IPv4 packet has no extension headers; give IPv6 addresses");
        }
        int header = 20 + options.length;
        ByteBuffer packet = ByteBuffer.allocate(header + data.length);
        packet.put((byte) (0x40 | header / 4)).put((byte) (dscp << 2 | ecn)).putShort((short) packet.capacity());
        packet.putShort((short) identification);
        packet.putShort((short) (flags | (hasFollowers ? MORE_FRAGMENTS : 0) | fragmentOffset / 8));
        packet.put((byte) ttl).put((byte) protocol).putShort((short) 0);
        packet.put(ends.source()).put(ends.destination()).put(options).put(data);
        int sum = Sums.checksum(Sums.sum(packet.array(), 0, header));
        packet.putShort(10, (short) (isSumWrong ? sum ^ 0x0101 : sum));
        return packet.array();
    }

    private byte[] ipv6(Ends ends, int protocol, byte[] data) {
        if (options.length > 0 || flags != 0) {
            throw new IllegalArgumentException("an IPv6 packet has no options or flags of IPv4; give IPv4 addresses");
        }
        List<Extension> all = new ArrayList<>(extensions);
        if (isFragment) {
            int offsetAndFlag = fragmentOffset | (hasFollowers ? 1 : 0);
            byte[] body = new byte[6];
            ByteBuffer.wrap(body).putShort((short) offsetAndFlag).putInt(identification);
            all.add(new Extension(Ipv6.FRAGMENT, body));
        }
        int length =
                data.length + all.stream().mapToInt(one -> one.body.length + 2).sum();
        ByteBuffer packet = ByteBuffer.allocate(40 + length);
        packet.putInt(0x6000_0000 | (dscp << 22) | (ecn << 20) | flowLabel).putShort((short) length);
        packet.put((byte) next(all, 0, protocol))
                .put((byte) ttl)
                .put(ends.source())
                .put(ends.destination());
        for (int i = 0; i < all.size(); i++) {
            packet.put((byte) next(all, i + 1, protocol))
                    .put(lengthField(all.get(i)))
                    .put(all.get(i).body);
        }
        return packet.put(data).array();
    }

    private static int next(List<Extension> all, int index, int protocol) {
        return index < all.size() ? all.get(index).type : protocol;
    }

    /** Eights behind the first; of an authentication header, words behind the first two (RFC 4302, section 2.2). */
    private static byte lengthField(Extension extension) {
        int bytes = extension.body.length + 2;
        return switch (extension.type) {
            case Ipv6.FRAGMENT -> 0;
            case Ipv6.AUTHENTICATION -> (byte) (bytes / 4 - 2);
            default -> (byte) (bytes / 8 - 1);
        };
    }
}
