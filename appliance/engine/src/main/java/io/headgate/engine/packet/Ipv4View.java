package io.headgate.engine.packet;

import io.headgate.api.Ipv4;
import java.util.Objects;

/** The IPv4 header of a {@link SlotPacket}; offsets in {@link Ipv4}'s drawing. */
final class Ipv4View implements Ipv4 {
    static final int TOS = 1;
    static final int IDENTIFICATION = 4;
    static final int FRAGMENT = 6;
    static final int TTL = 8;
    static final int PROTOCOL = 9;
    static final int CHECKSUM = 10;
    static final int SOURCE = 12;
    static final int DESTINATION = 16;

    private static final int RESERVED_FLAG = 0x8000;
    private static final int DONT_FRAGMENT = 0x4000;
    static final int MORE_FRAGMENTS = 0x2000;
    static final int OFFSET_MASK = 0x1FFF;

    static final int TOTAL_LENGTH = 2;

    private static final int MIN_HEADER = 20;

    private final SlotPacket packet;
    private final PacketBytes bytes;
    private final Layout layout;

    Ipv4View(SlotPacket packet, PacketBytes bytes, Layout layout) {
        this.packet = packet;
        this.bytes = bytes;
        this.layout = layout;
    }

    @Override
    public int headerLength() {
        return layout.transportOffset();
    }

    @Override
    public int totalLength() {
        return bytes.get16(TOTAL_LENGTH);
    }

    @Override
    public int dscp() {
        return bytes.get8(TOS) >>> 2;
    }

    @Override
    public void dscp(int value) {
        PacketBytes.checkField("dscp", value, 63);
        bytes.putIp16(0, (bytes.get16(0) & 0xFF03) | (value << 2));
    }

    @Override
    public int ecn() {
        return bytes.get8(TOS) & 3;
    }

    @Override
    public void ecn(int value) {
        PacketBytes.checkField("ecn", value, 3);
        bytes.putIp16(0, (bytes.get16(0) & 0xFFFC) | value);
    }

    @Override
    public int identification() {
        return bytes.get16(IDENTIFICATION);
    }

    @Override
    public void identification(int value) {
        bytes.putIp16(IDENTIFICATION, PacketBytes.checkField("identification", value, 0xFFFF));
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
        checkFragmentOffset(value);
        packet.putStructure(FRAGMENT, (bytes.get16(FRAGMENT) & ~OFFSET_MASK) | (value >>> 3));
    }

    static void checkFragmentOffset(int value) {
        PacketBytes.checkField("fragment offset", value, OFFSET_MASK << 3);
        if ((value & 7) != 0) {
            throw new IllegalArgumentException("fragment offset must be a multiple of 8: " + value);
        }
    }

    private boolean isFlag(int flag) {
        return (bytes.get16(FRAGMENT) & flag) != 0;
    }

    private int withFlag(int flag, boolean value) {
        int field = bytes.get16(FRAGMENT);
        return value ? field | flag : field & ~flag;
    }

    @Override
    public boolean reservedFlag() {
        return isFlag(RESERVED_FLAG);
    }

    @Override
    public void reservedFlag(boolean value) {
        bytes.putIp16(FRAGMENT, withFlag(RESERVED_FLAG, value));
    }

    @Override
    public boolean dontFragment() {
        return isFlag(DONT_FRAGMENT);
    }

    @Override
    public void dontFragment(boolean value) {
        bytes.putIp16(FRAGMENT, withFlag(DONT_FRAGMENT, value));
    }

    @Override
    public boolean moreFragments() {
        return isFlag(MORE_FRAGMENTS);
    }

    @Override
    public void moreFragments(boolean value) {
        packet.putStructure(FRAGMENT, withFlag(MORE_FRAGMENTS, value));
    }

    @Override
    public int ttl() {
        return bytes.get8(TTL);
    }

    @Override
    public void ttl(int value) {
        PacketBytes.checkField("ttl", value, 0xFF);
        bytes.putIp16(TTL, (value << 8) | bytes.get8(PROTOCOL));
    }

    @Override
    public int protocol() {
        return layout.protocol();
    }

    @Override
    public void protocol(int value) {
        PacketBytes.checkField("protocol", value, 0xFF);
        packet.putStructure(TTL, (bytes.get16(TTL) & 0xFF00) | value);
    }

    @Override
    public int source() {
        return bytes.get32(SOURCE);
    }

    @Override
    public void source(int address) {
        bytes.putIpv4Address(SOURCE, address);
    }

    @Override
    public int destination() {
        return bytes.get32(DESTINATION);
    }

    @Override
    public void destination(int address) {
        bytes.putIpv4Address(DESTINATION, address);
    }

    @Override
    public int optionsLength() {
        return headerLength() - MIN_HEADER;
    }

    @Override
    public void optionU8(int offset, int value) {
        PacketBytes.checkField("option byte", value, 0xFF);
        Objects.checkIndex(offset - MIN_HEADER, optionsLength());
        int even = offset & ~1;
        int word = bytes.get16(even);
        bytes.putIp16(even, even == offset ? (word & 0xFF) | (value << 8) : (word & 0xFF00) | value);
    }
}
