package io.headgate.plugin.drop;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Settings;

/** {@code plugin: drop} with {@code protocol} (tcp or udp) and {@code port} (0 to 65,535). */
public final class DropFactory implements FilterFactory {
    @Override
    public String name() {
        return "drop";
    }

    @Override
    public String summary() {
        return "Drops packets to a port.";
    }

    @Override
    public Filter create(Settings with) {
        boolean isTcp = with.choice("protocol", "tcp", "tcp", "udp").equals("tcp");
        return new DropPort(isTcp, with.requiredInteger("port", 0, 65_535));
    }
}
