package io.headgate.bench.report;

/**
 * What a figure must reach.
 *
 * @param comparison how it must stand to the bound
 */
public record Target(Comparison comparison, double bound) {
    /** {@code AT_LEAST} and {@code AT_MOST} allow the bound itself, {@code BELOW} does not. */
    public enum Comparison {
        AT_LEAST(">="),
        AT_MOST("<="),
        BELOW("<");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }
    }

    public static Target atLeast(double bound) {
        return new Target(Comparison.AT_LEAST, bound);
    }

    public static Target atMost(double bound) {
        return new Target(Comparison.AT_MOST, bound);
    }

    public static Target below(double bound) {
        return new Target(Comparison.BELOW, bound);
    }

    public boolean isMetBy(double value) {
        return switch (comparison) {
            case AT_LEAST -> value >= bound;
            case AT_MOST -> value <= bound;
            case BELOW -> value < bound;
        };
    }

    @Override
    public String toString() {
        return comparison.sign + " " + Numbers.text(bound);
    }
}
