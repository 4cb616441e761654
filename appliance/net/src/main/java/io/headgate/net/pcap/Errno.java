package io.headgate.net.pcap;

import java.io.IOException;

/** Error numbers of writes; the Java library gives only their texts. Linux and BSD agree on those below 35. */
final class Errno {
    static final int INVALID = 22;
    private static final int IO = 5;
    private static final int BROKEN_PIPE = 32;
    private static final int FILE_TOO_LARGE = 27;
    private static final int NO_SPACE = 28;

    private Errno() {}

    /** The number whose text the exception has; EIO for what is not known. */
    static int of(IOException failed) {
        return switch (String.valueOf(failed.getMessage())) {
            case "No space left on device" -> NO_SPACE;
            case "File too large" -> FILE_TOO_LARGE;
            case "Broken pipe" -> BROKEN_PIPE;
            default -> IO;
        };
    }
}
