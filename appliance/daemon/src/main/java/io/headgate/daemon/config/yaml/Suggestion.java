package io.headgate.daemon.config.yaml;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody probably meant who wrote something unknown. */
public final class Suggestion {
    /** More letters than any key has; beyond, comparing would be work for nothing. */
    private static final int MAX_LENGTH = 40;

    private Suggestion() {}

    /** The known word that differs least, if that is little enough for a slip. */
    public static Optional<String> of(String written, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String word : known) {
            int distance = written.length() > MAX_LENGTH ? least : distance(written, word);
            if (distance < least && distance <= Math.max(1, word.length() / 3)) {
                best = word;
                least = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * How many letters have to be inserted, removed, replaced or swapped with their neighbour: the optimal string
     * alignment distance.
     */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean isSwapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (isSwapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
