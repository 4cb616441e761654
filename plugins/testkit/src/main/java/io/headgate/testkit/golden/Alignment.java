package io.headgate.testkit.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which expected packet belongs to which that left. Packets that are the same hold the two rows together: the longest
 * common subsequence. Between them what is left over is paired in order; a lone one is missing, or was not expected.
 */
final class Alignment {
    /** Index of the partner that a lone packet has not. */
    static final int NONE = -1;

    /**
     * Two that belong together.
     *
     * @param expected its number; {@link #NONE}
     * @param actual its number; {@link #NONE}
     */
    record Pair(int expected, int actual) {}

    private Alignment() {}

    static List<Pair> of(List<byte[]> expected, List<byte[]> actual) {
        int head = 0;
        while (head < Math.min(expected.size(), actual.size()) && same(expected, head, actual, head)) {
            head++;
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < head; i++) {
            pairs.add(new Pair(i, i));
        }
        int[][] common = common(expected, actual, head);
        int e = head;
        int a = head;
        int fromE = head;
        int fromA = head;
        while (e < expected.size() && a < actual.size()) {
            if (same(expected, e, actual, a)) {
                between(fromE, e, fromA, a, pairs);
                pairs.add(new Pair(e++, a++));
                fromE = e;
                fromA = a;
            } else if (common[e - head + 1][a - head] >= common[e - head][a - head + 1]) {
                e++;
            } else {
                a++;
            }
        }
        between(fromE, expected.size(), fromA, actual.size(), pairs);
        return pairs;
    }

    /** Lengths of the common subsequences of all ends of both lists. */
    private static int[][] common(List<byte[]> expected, List<byte[]> actual, int head) {
        int[][] length = new int[expected.size() - head + 1][actual.size() - head + 1];
        for (int e = expected.size() - head - 1; e >= 0; e--) {
            for (int a = actual.size() - head - 1; a >= 0; a--) {
                length[e][a] = same(expected, e + head, actual, a + head)
                        ? length[e + 1][a + 1] + 1
                        : Math.max(length[e + 1][a], length[e][a + 1]);
            }
        }
        return length;
    }

    private static void between(int fromE, int toE, int fromA, int toA, List<Pair> pairs) {
        int both = Math.min(toE - fromE, toA - fromA);
        for (int i = 0; i < both; i++) {
            pairs.add(new Pair(fromE + i, fromA + i));
        }
        for (int e = fromE + both; e < toE; e++) {
            pairs.add(new Pair(e, NONE));
        }
        for (int a = fromA + both; a < toA; a++) {
            pairs.add(new Pair(NONE, a));
        }
    }

    private static boolean same(List<byte[]> expected, int e, List<byte[]> actual, int a) {
        return Arrays.equals(expected.get(e), actual.get(a));
    }
}
