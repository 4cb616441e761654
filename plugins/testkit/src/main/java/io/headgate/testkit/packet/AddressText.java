package io.headgate.testkit.packet;

/** Addresses as people write them: IPv6 as RFC 5952 recommends. */
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /**
     * Writes an address.
     *
     * @param address 4 or 16 bytes
     */
    public static String of(byte[] address) {
        return address.length == 4 ? ipv4(address) : ipv6(address);
    }

    private static String ipv4(byte[] address) {
        return (address[0] & 0xFF) + "." + (address[1] & 0xFF) + "." + (address[2] & 0xFF) + "." + (address[3] & 0xFF);
    }

    /** The longest run of two or more groups of zero becomes {@code ::}; the first, if several are as long. */
    private static String ipv6(byte[] address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (address[2 * i] & 0xFF) << 8 | (address[2 * i + 1] & 0xFF);
        }
        int runAt = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runAt = i;
                runLength = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == runAt) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
