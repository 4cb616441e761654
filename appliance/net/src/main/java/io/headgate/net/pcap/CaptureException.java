package io.headgate.net.pcap;

import java.io.IOException;

/** A capture cannot be read on: {@code FILE: byte OFFSET: reason}. What stands before that byte was readable. */
public final class CaptureException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    CaptureException(String file, long offset, String reason) {
        super(file + ": byte " + offset + ": " + reason);
        this.offset = offset;
    }

    CaptureException(String file, long offset, IOException cause) {
        super(file + ": byte " + offset + ": cannot be read: " + cause.getMessage(), cause);
        this.offset = offset;
    }

    /** Where in the file, in bytes, the record or block begins that is damaged. */
    public long offset() {
        return offset;
    }
}
