package io.headgate.net.divert.linux;

/**
 * What a request was about, carried in its netlink sequence number, so that the kernel's error names it without a
 * table: {@code kind << 24 | packets}.
 */
final class RequestTag {
    static final int ACCEPT = 1;
    static final int DROP = 2;
    static final int CONFIG = 3;

    private RequestTag() {}

    static int of(int kind, int packets) {
        return (kind << 24) | packets;
    }

    static int kind(int tag) {
        return tag >>> 24;
    }

    static int packets(int tag) {
        return tag & 0xFF_FFFF;
    }
}
