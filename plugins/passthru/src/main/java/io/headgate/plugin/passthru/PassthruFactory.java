package io.headgate.plugin.passthru;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Settings;

/** {@code plugin: passthru}; no settings. */
public final class PassthruFactory implements FilterFactory {
    @Override
    public String name() {
        return "passthru";
    }

    @Override
    public String summary() {
        return "Passes every packet untouched.";
    }

    @Override
    public Filter create(Settings with) {
        return new Passthru();
    }
}
