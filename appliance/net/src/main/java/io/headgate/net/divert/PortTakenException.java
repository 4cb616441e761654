package io.headgate.net.divert;

import io.headgate.engine.io.SourceException;

/** A divert port or queue belongs to another socket; the message names its owner, or says how to find it. */
public final class PortTakenException extends SourceException {
    private static final long serialVersionUID = 1L;

    public PortTakenException(String message) {
        super(message);
    }
}
