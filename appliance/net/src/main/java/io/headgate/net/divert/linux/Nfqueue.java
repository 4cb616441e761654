package io.headgate.net.divert.linux;

/**
 * The wire format of netfilter queues. Headers are in the machine's byte order, numbers inside attributes in network
 * byte order.
 *
 * <pre>
 *  nlmsghdr   0 length u32 | 4 type u16 | 6 flags u16 | 8 sequence u32 | 12 port id u32
 *  nfgenmsg  16 family u8  | 17 version u8 | 18 queue number be16
 *  attribute  0 length u16, header included, padding not | 2 type u16 | 4 payload, padded to 4
 * </pre>
 *
 * Source: {@code linux/netlink.h}, {@code linux/netfilter/nfnetlink.h}, {@code linux/netfilter/nfnetlink_queue.h}.
 */
final class Nfqueue {
    static final int NLMSG_HEADER = 16;
    static final int HEADER = 20;
    static final int ATTRIBUTE_HEADER = 4;
    static final int ATTRIBUTE_TYPE_MASK = 0x3FFF;

    static final int NLMSG_ERROR = 2;
    static final int MSG_PACKET = 0x300;
    static final int MSG_VERDICT = 0x301;
    static final int MSG_CONFIG = 0x302;
    static final int MSG_VERDICT_BATCH = 0x303;

    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;

    /** In {@link #NLMSG_ERROR}: the errno as negative number, then the header of the request. */
    static final int ERROR_CODE = 16;

    static final int ERROR_REQUEST_SEQUENCE = 20 + 8;

    static final int CFG_CMD = 1;
    static final int CFG_PARAMS = 2;
    static final int CFG_QUEUE_MAXLEN = 3;
    static final int CFG_MASK = 4;
    static final int CFG_FLAGS = 5;

    static final int CMD_BIND = 1;
    static final int CMD_UNBIND = 2;
    static final int COPY_PACKET = 2;

    /** Longest payload an attribute can carry: its length is a u16 and includes its header. */
    static final int COPY_RANGE = 0xFFFF - ATTRIBUTE_HEADER;

    static final int FLAG_FAIL_OPEN = 1;
    static final int FLAG_GSO = 4;

    static final int ATTR_PACKET_HDR = 1;
    static final int ATTR_VERDICT_HDR = 2;
    static final int ATTR_MARK = 3;
    static final int ATTR_TIMESTAMP = 4;
    static final int ATTR_IFINDEX_INDEV = 5;
    static final int ATTR_IFINDEX_OUTDEV = 6;
    static final int ATTR_PAYLOAD = 10;
    static final int ATTR_CAP_LEN = 13;
    static final int ATTR_SKB_INFO = 14;

    static final int SKB_CSUM_NOT_READY = 1;
    static final int SKB_GSO = 2;
    static final int SKB_CSUM_NOT_VERIFIED = 4;

    static final int HOOK_PREROUTING = 0;
    static final int HOOK_LOCAL_IN = 1;
    static final int HOOK_FORWARD = 2;

    static final int VERDICT_DROP = 0;
    static final int VERDICT_ACCEPT = 1;

    private Nfqueue() {}

    static int padded(int length) {
        return (length + 3) & ~3;
    }
}
