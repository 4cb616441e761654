package io.headgate.control;

/**
 * What is answered to a request.
 *
 * @param isOk whether it was carried out
 * @param text lines without the last one's end; why not if it was not carried out, then not empty
 */
public record Answer(boolean isOk, String text) {
    private static final String OK = "ok";
    private static final String ERROR = "error ";

    public static Answer ok(String text) {
        return new Answer(true, text);
    }

    public static Answer error(String text) {
        return new Answer(false, text);
    }

    /** As it is sent: {@code ok} on a line of its own, or {@code error} before the first line; each line with its end. */
    String toWire() {
        String lines = text.isEmpty() ? "" : text.stripTrailing() + "\n";
        return isOk ? OK + "\n" + lines : ERROR + lines;
    }

    /**
     * What was sent.
     *
     * @throws ControlException if it is no answer, or not a whole one
     */
    static Answer fromWire(String sent) {
        int end = sent.indexOf('\n');
        if (end >= 0 && sent.startsWith(OK + "\n")) {
            return ok(sent.substring(end + 1).stripTrailing());
        }
        if (end >= 0 && sent.startsWith(ERROR)) {
            return error(sent.substring(ERROR.length()).stripTrailing());
        }
        throw new ControlException(
                sent.isEmpty()
                        ? "the appliance hung up without an answer"
                        : "not an answer of an appliance: "
                                + sent.lines().findFirst().orElse(""));
    }
}
