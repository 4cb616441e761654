package io.headgate.toolkit.anonymise;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** The pseudorandom bit for each beginning of an address, which is what Crypto-PAn asks AES for. */
final class PrefixCipher {
    private static final int BLOCK_BYTES = 16;
    private static final int MOST_BITS = Long.SIZE;

    private final Cipher aes;
    private final ByteBuffer plain = ByteBuffer.allocate(MOST_BITS * BLOCK_BYTES);
    private final ByteBuffer encrypted = ByteBuffer.allocate(MOST_BITS * BLOCK_BYTES);
    private final long padHigh;
    private final long padLow;

    /** Takes the first half of the key for AES, and the second, encrypted, as pad. */
    PrefixCipher(byte[] key) {
        try {
            // One block at a time is what the construction says; that ECB hides no repetition is no loss here.
            aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, BLOCK_BYTES, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no provider of this Java has AES/ECB/NoPadding for 128 bits", e);
        }
        plain.put(0, key, BLOCK_BYTES, BLOCK_BYTES);
        encrypt(1);
        padHigh = encrypted.getLong(0);
        padLow = encrypted.getLong(Long.BYTES);
    }

    /**
     * What some bits of an address are combined with. A shorter address stands at the beginning of {@code high}.
     *
     * @param from first bit, 0 to 127; only the bits of the address before the last one asked for count
     * @param count of bits, 1 to 64
     * @return these bits, the last one lowest
     */
    long mask(long high, long low, int from, int count) {
        for (int i = 0; i < count; i++) {
            int kept = from + i;
            long keptHigh = kept >= Long.SIZE ? -1 : ~(-1L >>> kept);
            long keptLow = kept <= Long.SIZE ? 0 : ~(-1L >>> (kept - Long.SIZE));
            plain.putLong(BLOCK_BYTES * i, (high & keptHigh) | (padHigh & ~keptHigh));
            plain.putLong(BLOCK_BYTES * i + Long.BYTES, (low & keptLow) | (padLow & ~keptLow));
        }
        encrypt(count);
        long mask = 0;
        for (int i = 0; i < count; i++) {
            mask = mask << 1 | (encrypted.get(BLOCK_BYTES * i) >>> 7 & 1);
        }
        return mask;
    }

    private void encrypt(int blocks) {
        try {
            aes.update(plain.array(), 0, blocks * BLOCK_BYTES, encrypted.array(), 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused " + blocks + " whole blocks", e);
        }
    }
}
