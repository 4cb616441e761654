package io.headgate.toolkit.tls;

import io.headgate.toolkit.payload.PayloadView;

/**
 * The bytes of the first handshake message, one after the other, across the records it is cut into.
 *
 * <p>Shape of a record: content type 22, version (2 bytes, the first 3), length (2 bytes, 1 to 16,384), data
 * (RFC 8446 section 5.1). Reading stops for good at the first byte that is not there or not a record's; it then gives 0.
 */
final class HandshakeBytes {
    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int MAJOR_VERSION = 3;
    private static final int LONGEST_RECORD = 1 << 14;

    private PayloadView view = new PayloadView();
    private int at;
    private int recordEnd;
    private boolean isShort;
    private boolean isForeign;

    void begin(PayloadView bytes) {
        view = bytes;
        at = 0;
        recordEnd = 0;
        isShort = false;
        isForeign = false;
    }

    /** Whether the bytes ended before the message did. */
    boolean isShort() {
        return isShort;
    }

    /** Whether there was something that is no handshake record. */
    boolean isForeign() {
        return isForeign;
    }

    int u8() {
        if (at == recordEnd && !isShort && !isForeign) {
            beginRecord();
        }
        if (isShort || isForeign) {
            return 0;
        }
        if (at >= view.length()) {
            isShort = true;
            return 0;
        }
        return view.u8(at++);
    }

    int u16() {
        return u8() << 8 | u8();
    }

    int u24() {
        return u16() << 8 | u8();
    }

    void skip(int count) {
        int left = count;
        while (left > 0 && !isShort && !isForeign) {
            u8();
            left--;
            int inRecord = Math.min(left, Math.min(recordEnd, view.length()) - at);
            if (inRecord > 0) {
                at += inRecord;
                left -= inRecord;
            }
        }
    }

    /** How many bytes of handshake there are in all; to be asked before the first is read. */
    int count() {
        int count = 0;
        int record = 0;
        while (record + RECORD_HEADER <= view.length() && isRecord(record)) {
            int length = view.u16(record + 3);
            count += Math.min(length, view.length() - record - RECORD_HEADER);
            record += RECORD_HEADER + length;
        }
        return count;
    }

    private boolean isRecord(int record) {
        int length = view.u16(record + 3);
        return view.u8(record) == HANDSHAKE
                && view.u8(record + 1) == MAJOR_VERSION
                && length > 0
                && length <= LONGEST_RECORD;
    }

    private void beginRecord() {
        int left = view.length() - at;
        boolean isLike = (left < 1 || view.u8(at) == HANDSHAKE) && (left < 2 || view.u8(at + 1) == MAJOR_VERSION);
        if (!isLike || (left >= RECORD_HEADER && !isRecord(at))) {
            isForeign = true;
        } else if (left < RECORD_HEADER) {
            isShort = true;
        } else {
            recordEnd = at + RECORD_HEADER + view.u16(at + 3);
            at += RECORD_HEADER;
        }
    }
}
