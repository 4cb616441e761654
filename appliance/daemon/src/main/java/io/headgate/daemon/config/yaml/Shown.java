package io.headgate.daemon.config.yaml;

/** Foreign text as a message may show it: on one line, and not endless. */
public final class Shown {
    private static final int MAX_VALUE = 60;

    private Shown() {}

    /** A value of the file, in quotes. */
    public static String value(String text) {
        return "'" + onOneLine(text, MAX_VALUE) + "'";
    }

    /** Control characters escaped, and cut behind {@code max} characters. */
    public static String onOneLine(String text, int max) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (shown.length() >= max) {
                return shown.append('…').toString();
            }
            char next = text.charAt(i);
            boolean isLineBreak = next == '\u2028' || next == '\u2029';
            shown.append(
                    Character.isISOControl(next) || isLineBreak
                            ? "\\u%04x".formatted((int) next)
                            : String.valueOf(next));
        }
        return shown.toString();
    }
}
