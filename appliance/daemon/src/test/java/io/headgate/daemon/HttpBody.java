package io.headgate.daemon;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A body with markers, and what becomes of it.
 *
 * @param pieces none longer than a segment, and no marker in two of them
 */
record HttpBody(List<String> pieces) {
    static final String LONGER = "<%longer%>";
    static final String LONGER_BY = "L".repeat(210);
    static final String SHORTER = "S".repeat(209) + "#";
    static final String SHORTER_BY = "[shorter!]";

    private static final int LONGEST_PIECE = 1_200;

    /**
     * Makes a body.
     *
     * @param most markers in a piece
     */
    static HttpBody random(Random random, int pieces, int most) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            StringBuilder piece = new StringBuilder();
            for (int marker = random.nextInt(most + 1); marker > 0; marker--) {
                piece.append(letters(random, random.nextInt(90))).append(random.nextBoolean() ? LONGER : SHORTER);
            }
            boolean isFull = random.nextBoolean();
            piece.append(letters(random, isFull ? LONGEST_PIECE - piece.length() : 1 + random.nextInt(50)));
            result.add(piece.toString());
        }
        return new HttpBody(result);
    }

    private static String letters(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private String whole() {
        return String.join("", pieces);
    }

    int markers() {
        return whole().split(LONGER + "|" + SHORTER, -1).length - 1;
    }

    String replaced() {
        return whole().replace(LONGER, LONGER_BY).replace(SHORTER, SHORTER_BY);
    }

    /** As the server reads it: the length of what it becomes, then the pieces, a line each. */
    String file() {
        return replaced().length() + "\n" + String.join("\n", pieces);
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
