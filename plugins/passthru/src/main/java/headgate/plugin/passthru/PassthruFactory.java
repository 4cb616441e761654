package headgate.plugin.passthru;

import headgate.api.Filter;
import headgate.api.FilterFactory;
import headgate.api.Settings;

/** {@code plugin: passthru}; no settings. */
public final class PassthruFactory implements FilterFactory {
    @Override
    public String name() {
        return "passthru";
    }

    @Override
    public Filter create(Settings with) {
        return new Passthru();
    }
}
