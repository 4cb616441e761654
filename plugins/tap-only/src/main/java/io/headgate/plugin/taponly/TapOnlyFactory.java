package io.headgate.plugin.taponly;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
import io.headgate.api.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code plugin: tap-only} with {@code mirror}, and to copy less than all, {@code protocol} and {@code port}. */
public final class TapOnlyFactory implements FilterFactory {
    private static final Option<String> MIRROR =
            Option.text("mirror", "Name of the mirror that gets the copies.").required();
    private static final Option<Protocol> PROTOCOL =
            Option.constant("protocol", Protocol.ANY, "Copies only packets of this protocol; icmp is ICMPv6 too.");
    private static final Option<Integer> PORT =
            Option.integer("port", 0, 65_535, "Copies only TCP and UDP packets that have this port at either end.");

    @Override
    public String name() {
        return "tap-only";
    }

    @Override
    public String summary() {
        return "Copies packets to a mirror and passes them untouched.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(MIRROR, PROTOCOL, PORT);
    }

    @Override
    public Set<Permission> permissions() {
        return Set.of(Permission.MIRROR);
    }

    @Override
    public Filter create(Settings with) {
        String mirror = MIRROR.in(with);
        Protocol protocol = PROTOCOL.in(with);
        Optional<Integer> port = PORT.find(with);
        if (port.isPresent() && protocol == Protocol.ICMP) {
            throw with.problem(PORT.name(), "goes with 'protocol: tcp', 'udp' or 'any': ICMP has no ports");
        }
        return new TapOnly(mirror, protocol, port.orElse(TapOnly.ANY_PORT));
    }
}
