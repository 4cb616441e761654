package io.headgate.net.handle;

import io.headgate.net.sys.Sys;

/** A call on a handle failed: with which number, and in the message why. Without stack trace: failures are results. */
public final class HandleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean isInterrupt;

    private HandleException(ErrorCode code, boolean isInterrupt, String message) {
        super(message, null, false, false);
        this.code = code;
        this.isInterrupt = isInterrupt;
    }

    public HandleException(ErrorCode code, String message) {
        this(code, false, message);
    }

    /** The calling thread's last system call failed. */
    static HandleException ofErrno(ErrorCode code, String call) {
        return ofErrno(code, call, Sys.errno());
    }

    /** A call failed for a reason that was fetched before. */
    static HandleException ofErrno(ErrorCode code, String call, int errno) {
        return new HandleException(code, false, call + ": " + Sys.errnoText(errno));
    }

    /** Another thread ended the wait. */
    static HandleException interrupted() {
        return new HandleException(ErrorCode.NONE, true, "interrupted");
    }

    /** The same failure under the number of the function that was called. */
    public HandleException as(ErrorCode other) {
        return new HandleException(other, isInterrupt, getMessage());
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether only the wait was ended: the socket is as it was. */
    public boolean isInterrupt() {
        return isInterrupt;
    }
}
