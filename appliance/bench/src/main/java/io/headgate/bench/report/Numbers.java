package io.headgate.bench.report;

import java.util.Locale;

/** Numbers as reports show them. */
public final class Numbers {
    private static final double WHOLE_FROM = 1000;
    private static final double DECIMALS = 1e4;

    private Numbers() {}

    /** For people: large numbers whole and in groups of three digits, others with at most three decimals. */
    public static String text(double value) {
        if (Math.abs(value) >= WHOLE_FROM) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceFirst("\\.?0+$", "");
    }

    /** For programs: four decimals say more than any measurement here. */
    public static double rounded(double value) {
        return Math.round(value * DECIMALS) / DECIMALS;
    }
}
