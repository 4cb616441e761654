package io.headgate.toolkit.prefix;

import java.util.Arrays;

/** Addresses as text. */
final class AddressText {
    private static final int GROUPS = 8;
    private static final int GROUP_BITS = 16;
    private static final int LARGEST_OCTET = 255;

    private AddressText() {}

    /** The four bytes of {@code a.b.c.d}, unsigned; -1 if it is anything else. */
    static long ipv4(String text, int from, int end) {
        long address = 0;
        int at = from;
        for (int i = 0; i < 4; i++) {
            int dot = i < 3 ? text.indexOf('.', at) : end;
            if (dot < 0 || dot > end) {
                return -1;
            }
            int octet = decimal(text, at, dot);
            if (octet < 0 || octet > LARGEST_OCTET) {
                return -1;
            }
            address = address << Byte.SIZE | octet;
            at = dot + 1;
        }
        return address;
    }

    /** A number of one to three digits without leading zeros; -1 if it is anything else. */
    static int decimal(String text, int from, int end) {
        if (end <= from || end - from > 3 || (end - from > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /**
     * An IPv6 address (RFC 4291, section 2.2), its end in dotted form or not; null if it is anything else.
     *
     * @return its first and its last eight bytes
     */
    static long[] ipv6(String text, int end) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < end) {
            int colon = text.indexOf(':', at);
            int groupEnd = colon < 0 || colon > end ? end : colon;
            int dot = text.indexOf('.', at);
            if (dot >= 0 && dot < groupEnd) {
                long tail = groupEnd == end && count <= GROUPS - 2 ? ipv4(text, at, end) : -1;
                if (tail < 0) {
                    return null;
                }
                groups[count++] = (int) (tail >>> GROUP_BITS);
                groups[count++] = (int) (tail & 0xFFFF);
                break;
            }
            int group = hexadecimal(text, at, groupEnd);
            if (group < 0 || count == GROUPS) {
                return null;
            }
            groups[count++] = group;
            at = groupEnd + 1;
            if (at == end) {
                return null;
            }
            if (at < end && text.charAt(at) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                at++;
            }
        }
        if (gap < 0 ? count < GROUPS : count == GROUPS) {
            return null;
        }
        return gap < 0 ? join(groups) : join(spread(groups, count, gap));
    }

    /** One to four digits; -1 if it is anything else. */
    private static int hexadecimal(String text, int from, int end) {
        if (end <= from || end - from > 4) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }

    /** Puts zeros where the two colons were. */
    private static int[] spread(int[] groups, int count, int gap) {
        int[] spread = new int[GROUPS];
        System.arraycopy(groups, 0, spread, 0, gap);
        System.arraycopy(groups, gap, spread, GROUPS - (count - gap), count - gap);
        return spread;
    }

    private static long[] join(int[] groups) {
        long[] halves = new long[2];
        for (int i = 0; i < GROUPS; i++) {
            halves[i / 4] = halves[i / 4] << GROUP_BITS | groups[i];
        }
        return halves;
    }

    /** Writes an address, IPv6 as RFC 5952, section 4 recommends. */
    static String of(boolean isIpv6, long high, long low) {
        if (!isIpv6) {
            return (low >>> 24 & 0xFF) + "." + (low >>> 16 & 0xFF) + "." + (low >>> 8 & 0xFF) + "." + (low & 0xFF);
        }
        int[] groups = new int[GROUPS];
        Arrays.setAll(groups, i -> (int) ((i < 4 ? high : low) >>> ((3 - i % 4) * GROUP_BITS)) & 0xFFFF);
        int gap = GROUPS;
        int gapLength = 1;
        for (int from = 0; from < GROUPS; from++) {
            int end = from;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - from > gapLength) {
                gap = from;
                gapLength = end - from;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
            } else {
                text.append(i == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
