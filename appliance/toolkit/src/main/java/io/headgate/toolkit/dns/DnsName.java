package io.headgate.toolkit.dns;

import io.headgate.toolkit.payload.PayloadView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A domain name, read out of a message into 255 bytes of its own; upper-case ASCII letters become lower-case (RFC 4343).
 *
 * <p>Shape: labels of 1 to 63 bytes, each behind its length, and a 0 (RFC 1035 section 3.1). A label is named by the
 * position of its length; the name from there on is the name or a domain above it.
 */
public final class DnsName {
    /** Most bytes of a name, lengths included (RFC 1035 section 2.3.4). */
    public static final int MAX_LENGTH = 255;

    /** Returned when there is no such position. */
    public static final int NONE = -1;

    private static final int MAX_LABEL = 63;
    private static final int POINTER = 0xC0;

    /** Where a message's first name is; pointers to what is before it are none. */
    private static final int FIRST_NAME = 12;

    private static final long FNV_BASIS = 0xCBF2_9CE4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01B3L;

    private final byte[] bytes = new byte[MAX_LENGTH];
    private int length = 1;

    /** Makes the root. */
    public DnsName() {}

    /**
     * Makes a name as an operator writes it.
     *
     * @param text labels of ASCII with dots between, one at the end if wanted; "." is the root. {@code \} is no escape.
     * @throws IllegalArgumentException if it is no name: what, and why
     */
    public static DnsName of(String text) {
        DnsName name = new DnsName();
        byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
        if (!name.set(ascii, ascii.length)) {
            throw new IllegalArgumentException("not a domain name: \"" + text
                    + "\"; needs labels of 1 to 63 ASCII characters with dots between, 253 characters at most");
        }
        return name;
    }

    /**
     * Takes a name from text, for instance a server name.
     *
     * @param ascii as {@link #of} wants it
     * @return whether it is a name; if not, this becomes the root
     */
    public boolean set(byte[] ascii, int count) {
        int end = count > 0 && ascii[count - 1] == '.' ? count - 1 : count;
        boolean isRoot = end == 0 && count == 1;
        boolean isName = isRoot || (end > 0 && end <= MAX_LENGTH - 2);
        int labelAt = 0;
        for (int i = 0; i < end && isName; i++) {
            if (ascii[i] == '.') {
                isName = close(labelAt, i);
                labelAt = i + 1;
            } else {
                bytes[i + 1] = lower(ascii[i]);
                isName = ascii[i] > ' ' && ascii[i] < 0x7F;
            }
        }
        isName = isName && (isRoot || close(labelAt, end));
        length = isName && !isRoot ? end + 2 : 1;
        bytes[length - 1] = 0;
        return isName;
    }

    private boolean close(int labelAt, int end) {
        int count = end - labelAt;
        bytes[labelAt] = (byte) count;
        return count >= 1 && count <= MAX_LABEL;
    }

    private static byte lower(int octet) {
        return (byte) (octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet);
    }

    /**
     * Reads a name, following pointers (RFC 1035 section 4.1.4). A pointer must point before the run of labels it ends, so
     * that there is no loop.
     *
     * @return whether there is a whole name of at most 255 bytes; if not, this becomes the root
     */
    boolean read(PayloadView message, int offset) {
        int at = offset;
        int run = offset;
        int size = 0;
        while (at < message.length()) {
            int head = message.u8(at);
            if (head == 0) {
                bytes[size] = 0;
                length = size + 1;
                return true;
            }
            if (head <= MAX_LABEL) {
                if (at + head >= message.length() || size + head + 1 >= MAX_LENGTH) {
                    break;
                }
                bytes[size] = (byte) head;
                for (int i = 1; i <= head; i++) {
                    bytes[size + i] = lower(message.u8(at + i));
                }
                size += head + 1;
                at += head + 1;
            } else {
                int target = target(message, at);
                if (target < FIRST_NAME || target >= run) {
                    break;
                }
                at = target;
                run = target;
            }
        }
        length = 1;
        bytes[0] = 0;
        return false;
    }

    private static int target(PayloadView message, int at) {
        boolean isPointer = message.u8(at) >= POINTER && at + 1 < message.length();
        return isPointer ? message.u16(at) & 0x3FFF : NONE;
    }

    /** Where a message goes on behind a name, which is not followed; {@link #NONE} if it does not end. */
    static int skip(PayloadView message, int offset) {
        int at = offset;
        while (at < message.length() && at - offset < MAX_LENGTH) {
            int head = message.u8(at);
            if (head == 0) {
                return at + 1;
            }
            if (head > MAX_LABEL) {
                int target = target(message, at);
                return target >= FIRST_NAME && target < offset ? at + 2 : NONE;
            }
            at += head + 1;
        }
        return NONE;
    }

    /** Bytes of the name, 1 for the root. */
    public int length() {
        return length;
    }

    /** A byte of the name, 0 to 255. */
    public int u8(int at) {
        return bytes[at] & 0xFF;
    }

    /**
     * The next label: of the domain above.
     *
     * @param label 0 for the first one
     * @return {@link #NONE} if {@code label} is the root's
     */
    public int above(int label) {
        return bytes[label] == 0 ? NONE : label + 1 + bytes[label];
    }

    /** Hash of the name from a label on; of equal names, equal (FNV-1a, 64 bits: not for keys that others choose). */
    public long hash(int label) {
        long hash = FNV_BASIS;
        for (int i = label; i < length; i++) {
            hash = (hash ^ bytes[i]) * FNV_PRIME;
        }
        return hash;
    }

    /** Whether the name from a label on is another name. */
    public boolean matches(int label, DnsName other) {
        return Arrays.equals(bytes, label, length, other.bytes, 0, other.length);
    }

    /** Whether this is a domain or below it. */
    public boolean isWithin(DnsName domain) {
        int label = 0;
        while (label != NONE && length - label > domain.length) {
            label = above(label);
        }
        return label != NONE && matches(label, domain);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name && matches(0, name);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash(0));
    }

    /** For people: labels with dots between; bytes that are no plain characters, and dots, as {@code \DDD}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int label = 0; bytes[label] != 0; label = above(label)) {
            for (int i = label + 1; i <= label + bytes[label]; i++) {
                int octet = u8(i);
                if (octet <= ' ' || octet >= 0x7F || octet == '.' || octet == '\\') {
                    text.append('\\').append((char) ('0' + octet / 100));
                    text.append((char) ('0' + octet / 10 % 10)).append((char) ('0' + octet % 10));
                } else {
                    text.append((char) octet);
                }
            }
            text.append('.');
        }
        return text.isEmpty() ? "." : text.toString();
    }
}
