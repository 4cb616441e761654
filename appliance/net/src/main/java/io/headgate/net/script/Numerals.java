package io.headgate.net.script;

import io.headgate.net.script.Value.Int;
import io.headgate.net.script.Value.Real;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.regex.Pattern;

/** How numbers are written: read from a program, printed for people. */
final class Numerals {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern PREFIXED = Pattern.compile("[+-]?0([xX][0-9a-fA-F]+|[bB][01]+)");
    private static final Pattern FLOATING = Pattern.compile("[+-]?([0-9]++\\.?+[0-9]*+|\\.[0-9]++)([eE][+-]?[0-9]+)?");
    private static final Pattern LIKE_A_NUMBER = Pattern.compile("[+-]?\\.?[0-9].*", Pattern.DOTALL);

    /** As C's {@code %.16g}. */
    private static final MathContext DIGITS = new MathContext(16);

    private static final int MIN_PLAIN_EXPONENT = -4;

    private Numerals() {}

    /** The number that {@code word} writes, or null if it is none. Too large ones become the largest there is. */
    static Value parse(String word) {
        if (PREFIXED.matcher(word).matches()) {
            int digits = word.startsWith("0") ? 2 : 3;
            int radix = Character.toLowerCase(word.charAt(digits - 1)) == 'x' ? 16 : 2;
            return whole(word.charAt(0) == '-', word.substring(digits), radix);
        }
        if (WHOLE.matcher(word).matches()) {
            boolean isSigned = word.charAt(0) == '-' || word.charAt(0) == '+';
            String digits = isSigned ? word.substring(1) : word;
            boolean isOctal = digits.length() > 1 && digits.startsWith("0") && digits.matches("[0-7]+");
            return whole(word.charAt(0) == '-', digits, isOctal ? 8 : 10);
        }
        return FLOATING.matcher(word).matches() ? new Real(Double.parseDouble(word)) : null;
    }

    private static Int whole(boolean isNegative, String digits, int radix) {
        if (digits.length() > 100) {
            return new Int(isNegative ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
        BigInteger number = new BigInteger(digits, radix);
        BigInteger signed = isNegative ? number.negate() : number;
        return new Int(signed.max(BigInteger.valueOf(Long.MIN_VALUE))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact());
    }

    static boolean startsLikeANumber(String word) {
        return LIKE_A_NUMBER.matcher(word).matches();
    }

    static String print(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= MIN_PLAIN_EXPONENT && exponent < DIGITS.getPrecision()) {
            return rounded.toPlainString();
        }
        String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        String digits = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + digits;
    }
}
