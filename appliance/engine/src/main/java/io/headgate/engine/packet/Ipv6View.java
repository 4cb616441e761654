package io.headgate.engine.packet;

import io.headgate.api.Ipv6;
import java.util.Objects;

/** The IPv6 header of a {@link SlotPacket}; offsets in {@link Ipv6}'s drawing. */
final class Ipv6View implements Ipv6 {
    static final int HEADER = 40;
    static final int PAYLOAD_LENGTH = 4;
    static final int NEXT_HEADER = 6;
    static final int SOURCE = 8;
    static final int DESTINATION = 24;

    private static final int HOP_LIMIT = 7;
    private static final int MAX_FLOW_LABEL = 0xF_FFFF;
    private static final int ADDRESS = 16;

    private final SlotPacket packet;
    private final PacketBytes bytes;
    private final Layout layout;
    private final ExtensionHeaders extensions;

    Ipv6View(SlotPacket packet, PacketBytes bytes, Layout layout) {
        this.packet = packet;
        this.bytes = bytes;
        this.layout = layout;
        this.extensions = layout.extensions();
    }

    @Override
    public int payloadLength() {
        return bytes.get16(PAYLOAD_LENGTH);
    }

    @Override
    public int dscp() {
        return (bytes.get16(0) >>> 6) & 63;
    }

    @Override
    public void dscp(int value) {
        PacketBytes.checkField("dscp", value, 63);
        bytes.putUnsummed16(0, (bytes.get16(0) & 0xF03F) | (value << 6));
    }

    @Override
    public int ecn() {
        return (bytes.get16(0) >>> 4) & 3;
    }

    @Override
    public void ecn(int value) {
        PacketBytes.checkField("ecn", value, 3);
        bytes.putUnsummed16(0, (bytes.get16(0) & 0xFFCF) | (value << 4));
    }

    @Override
    public int flowLabel() {
        return bytes.get32(0) & MAX_FLOW_LABEL;
    }

    @Override
    public void flowLabel(int value) {
        PacketBytes.checkField("flow label", value, MAX_FLOW_LABEL);
        bytes.putUnsummed32(0, (bytes.get32(0) & ~MAX_FLOW_LABEL) | value);
    }

    @Override
    public int hopLimit() {
        return bytes.get8(HOP_LIMIT);
    }

    @Override
    public void hopLimit(int value) {
        PacketBytes.checkField("hop limit", value, 0xFF);
        bytes.putUnsummed16(NEXT_HEADER, (bytes.get16(NEXT_HEADER) & 0xFF00) | value);
    }

    @Override
    public int protocol() {
        return layout.protocol();
    }

    @Override
    public void protocol(int value) {
        PacketBytes.checkField("protocol", value, 0xFF);
        if (extensions.protocol() == Layout.NONE) {
            throw new IllegalStateException("the extension headers cannot be read to their end");
        }
        int at = extensions.count() == 0 ? NEXT_HEADER : extensions.offset(extensions.count() - 1);
        packet.putStructure(at, (value << 8) | bytes.get8(at + 1));
    }

    @Override
    public long sourceHigh() {
        return bytes.get64(SOURCE);
    }

    @Override
    public long sourceLow() {
        return bytes.get64(SOURCE + Long.BYTES);
    }

    @Override
    public void source(long high, long low) {
        bytes.putIpv6Address(SOURCE, high, low, true);
    }

    @Override
    public long destinationHigh() {
        return bytes.get64(DESTINATION);
    }

    @Override
    public long destinationLow() {
        return bytes.get64(DESTINATION + Long.BYTES);
    }

    @Override
    public void destination(long high, long low) {
        bytes.putIpv6Address(DESTINATION, high, low, !extensions.isRouted());
    }

    @Override
    public int extensions() {
        return extensions.count();
    }

    @Override
    public int extensionType(int index) {
        return extensions.type(Objects.checkIndex(index, extensions.count()));
    }

    @Override
    public int extensionOffset(int index) {
        return extensions.offset(Objects.checkIndex(index, extensions.count()));
    }

    @Override
    public int extensionLength(int index) {
        return extensions.length(Objects.checkIndex(index, extensions.count()));
    }

    @Override
    public void extensionU8(int offset, int value) {
        PacketBytes.checkField("extension header byte", value, 0xFF);
        if (!extensions.isWritable(offset)) {
            throw new IndexOutOfBoundsException(
                    "offset " + offset + " is not in an extension header, or decides how it is read");
        }
        int last = extensions.finalDestination();
        boolean isSummed = extensions.isRouted() && last != Layout.NONE && offset >= last && offset < last + ADDRESS;
        bytes.putExtension8(offset, value, isSummed);
    }

    @Override
    public boolean isFragment() {
        return layout.isFragment();
    }

    @Override
    public int fragmentOffset() {
        return layout.fragmentOffset();
    }

    @Override
    public void fragmentOffset(int value) {
        Ipv4View.checkFragmentOffset(value);
        putFragment(value | (layout.fragmentField() & 7));
    }

    @Override
    public boolean moreFragments() {
        return (layout.fragmentField() & 1) != 0;
    }

    @Override
    public void moreFragments(boolean value) {
        putFragment((layout.fragmentField() & 0xFFFE) | (value ? 1 : 0));
    }

    private void putFragment(int field) {
        int at = fragmentHeader() + ExtensionHeaders.FRAGMENT_FIELD;
        packet.putStructure(at, field);
    }

    @Override
    public int identification() {
        int at = extensions.fragmentAt();
        return at == Layout.NONE ? 0 : bytes.get32(at + ExtensionHeaders.FRAGMENT_IDENTIFICATION);
    }

    @Override
    public void identification(int value) {
        bytes.putUnsummed32(fragmentHeader() + ExtensionHeaders.FRAGMENT_IDENTIFICATION, value);
    }

    private int fragmentHeader() {
        if (extensions.fragmentAt() == Layout.NONE) {
            throw new IllegalStateException("the packet has no fragment header");
        }
        return extensions.fragmentAt();
    }
}
