package io.headgate.engine.plugin;

/** A plugin, or where plugins are, cannot be used. The message says what, where and what to do, on one line. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PluginException(String message) {
        super(message);
    }

    public PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
