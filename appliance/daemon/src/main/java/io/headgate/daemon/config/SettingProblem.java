package io.headgate.daemon.config;

/** What a plugin throws about one of its settings: made by {@link PluginSettings#problem}, placed by who catches it. */
final class SettingProblem extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient PluginSettings section;
    private final String key;

    SettingProblem(PluginSettings section, String key, String message) {
        super(message);
        this.section = section;
        this.key = key;
    }

    PluginSettings section() {
        return section;
    }

    String key() {
        return key;
    }
}
