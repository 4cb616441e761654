package io.headgate.plugin.drop;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.util.List;

/** {@code plugin: drop} with {@code protocol} (tcp or udp) and {@code port} (0 to 65,535). */
public final class DropFactory implements FilterFactory {
    private static final Option<String> PROTOCOL =
            Option.choice("protocol", List.of("tcp", "udp"), "Whose port is meant.");
    private static final Option<Integer> PORT = Option.integer("port", 0, 65_535, "What goes to this port is dropped.")
            .required();

    @Override
    public String name() {
        return "drop";
    }

    @Override
    public String summary() {
        return "Drops packets to a port.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(PROTOCOL, PORT);
    }

    @Override
    public Filter create(Settings with) {
        return new DropPort(PROTOCOL.in(with).equals("tcp"), PORT.in(with));
    }
}
