package io.headgate.plugin.sniblock;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
import io.headgate.api.Settings;
import io.headgate.toolkit.names.WatchedNames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * {@code plugin: sni-block} with the options of {@link WatchedNames#options} and {@code ports}, {@code action}, {@code quic}
 * and {@code flows}.
 */
public final class SniBlockFactory implements FilterFactory {
    private static final int MAX_PORT = 65_535;
    private static final String HTTPS = "443";

    private static final Option<List<String>> PORTS =
            Option.texts("ports", "Where servers listen for TLS; 443 if absent.");
    private static final Option<String> ACTION = Option.choice(
            "action", List.of("reset", "drop"), "Whether client and server are told that the connection has ended.");
    private static final Option<String> QUIC = Option.choice(
            "quic",
            List.of("pass", "drop"),
            "What becomes of packets with which QUIC connections begin, to whatever name: without them clients use TCP.");
    private static final Option<Integer> FLOWS = Option.integer(
                    "flows", 16, 65_536, "How many connections are remembered until their hello is whole.")
            .orElse(2_048);

    @Override
    public String name() {
        return "sni-block";
    }

    @Override
    public String summary() {
        return "Ends TLS connections to server names that lists block.";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(WatchedNames.options());
        options.addAll(List.of(PORTS, ACTION, QUIC, FLOWS));
        return options;
    }

    @Override
    public Set<Permission> permissions() {
        return Set.of(Permission.INJECT);
    }

    @Override
    public Filter create(Settings with) {
        WatchedNames names = WatchedNames.in(with);
        BitSet ports = ports(with);
        boolean isReset = ACTION.in(with).equals("reset");
        boolean dropsQuic = QUIC.in(with).equals("drop");
        return new SniBlock(names, ports, isReset, dropsQuic, FLOWS.in(with));
    }

    private static BitSet ports(Settings with) {
        List<String> given = PORTS.in(with);
        BitSet ports = new BitSet(MAX_PORT + 1);
        for (String text : given.isEmpty() ? List.of(HTTPS) : given) {
            boolean isNumber = text.matches("\\d{1,5}");
            int port = isNumber ? Integer.parseInt(text) : 0;
            if (port < 1 || port > MAX_PORT) {
                throw with.problem("ports", "'" + text + "' is no port; write numbers from 1 to " + MAX_PORT);
            }
            ports.set(port);
        }
        return ports;
    }
}
