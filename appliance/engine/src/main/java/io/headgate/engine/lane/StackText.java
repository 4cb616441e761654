package io.headgate.engine.lane;

/**
 * A {@link Throwable} as text of bounded length. Never throws: what a plugin throws may itself be broken, and
 * throw anything when it is asked. Thread: any.
 */
final class StackText {
    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 4;
    private static final int MAX_MESSAGE = 500;

    private StackText() {}

    /** Class and message, on one line. */
    static String summary(Throwable failure) {
        String type = failure.getClass().getName();
        String message;
        try {
            message = failure.getMessage();
        } catch (Throwable broken) {
            return type + " (its message cannot be read)";
        }
        return message == null ? type : type + ": " + line(message);
    }

    /** The message alone, on one line; where there is none, as {@link #summary}. */
    static String message(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? summary(failure) : line(message);
        } catch (Throwable broken) {
            return summary(failure);
        }
    }

    private static String line(String message) {
        String line = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
        return line.replace('\n', ' ').replace('\r', ' ');
    }

    /** Summary, frames and causes, a line each. */
    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder();
        try {
            Throwable next = failure;
            for (int i = 0; next != null && i <= MAX_CAUSES; i++) {
                text.append(i == 0 ? "" : "\nCaused by: ").append(summary(next));
                appendFrames(text, next.getStackTrace());
                next = next.getCause();
            }
        } catch (Throwable broken) {
            text.append("\n(its stack trace cannot be read)");
        }
        return text.toString();
    }

    /** Where it was thrown; empty if that is not known. */
    static String site(Throwable failure) {
        try {
            StackTraceElement[] frames = failure.getStackTrace();
            return frames.length == 0 ? "" : frames[0].toString();
        } catch (Throwable broken) {
            return "";
        }
    }

    /** Frames, a line each. */
    static void appendFrames(StringBuilder text, StackTraceElement[] frames) {
        for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
            text.append("\n\tat ").append(frames[i]);
        }
        if (frames.length > MAX_FRAMES) {
            text.append("\n\t... ").append(frames.length - MAX_FRAMES).append(" more");
        }
    }
}
