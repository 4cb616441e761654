package io.headgate.plugin.payloadreplace;

import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
import io.headgate.api.Settings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code plugin: payload-replace} with {@code replace}, a list of {@code find} and {@code with}; see the README. */
public final class PayloadReplaceFactory implements FilterFactory {
    private static final int LONGEST_FIND = 256;
    private static final int LONGEST_WITH = 1_024;
    private static final int MOST_FINDS = 32;
    private static final String ESCAPES = "a backslash begins \\xHH, \\n, \\r, \\t or \\\\, nothing else";

    private static final Option<String> FIND = Option.text(
                    "find", "What to look for: 1 to 256 bytes, text in UTF-8 or \\xHH.")
            .required();
    private static final Option<String> WITH = Option.text(
                    "with", "What comes in its place: up to 1,024 bytes; for TCP at least one.")
            .required();
    private static final Option<List<Settings>> REPLACE =
            Option.blocks("replace", "What is replaced by what; at one place the first counts.", FIND, WITH);
    private static final Option<String> PROTOCOL =
            Option.choice("protocol", List.of("any", "tcp", "udp"), "Transport to look into.");
    private static final Option<List<String>> PORTS =
            Option.texts("ports", "Ports of which a packet must have one, 1 to 65535; without it any will do.");
    private static final Option<String> DIRECTION = Option.choice(
            "direction", List.of("any", "in", "out", "forward"), "Direction of the packets whose payload is replaced.");
    private static final Option<Integer> MOST = Option.integer(
                    "max-replacements", 1, 1_000, "Replacements in one packet; more matches are left alone.")
            .orElse(16);
    private static final Option<Integer> GROW = Option.integer(
                    "grow",
                    0,
                    1_000,
                    "Bytes by which the MSS of TCP connections is lowered, so that segments may grow.")
            .orElse(0);
    private static final Option<Integer> MTU = Option.integer(
                    "mtu", 576, 65_535, "Longest packet that replacing may make, in bytes.")
            .orElse(1_500);
    private static final Option<Boolean> SPLIT = Option.flag(
            "split", true, "Whether a TCP segment that would be longer than the MTU goes out in two or more.");
    private static final Option<Integer> CONNECTIONS = Option.integer(
                    "connections",
                    1,
                    65_536,
                    "TCP connections remembered; the one longest without a packet goes first.")
            .orElse(1_024);
    private static final Option<Integer> CHANGES = Option.integer(
                    "changes", 1, 1_024, "Replacements of one direction of a connection that may be unacknowledged.")
            .orElse(256);
    private static final Option<Long> TIMEOUT = Option.duration(
                    "timeout",
                    TimeUnit.SECONDS.toNanos(1),
                    TimeUnit.HOURS.toNanos(24),
                    "How long a connection without a packet is remembered.")
            // RFC 5382, REQ-5: not less than 2 hours and 4 minutes.
            .orElse(TimeUnit.MINUTES.toNanos(124));

    @Override
    public String name() {
        return "payload-replace";
    }

    @Override
    public String summary() {
        return "Replaces bytes in UDP and TCP payloads by others of any length.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(REPLACE, PROTOCOL, PORTS, DIRECTION, MOST, GROW, MTU, SPLIT, CONNECTIONS, CHANGES, TIMEOUT);
    }

    @Override
    public Set<Permission> permissions() {
        return Set.of(Permission.INJECT);
    }

    @Override
    public Filter create(Settings with) {
        String protocol = PROTOCOL.in(with);
        String direction = DIRECTION.in(with);
        Scope scope = new Scope(
                !protocol.equals("udp"),
                !protocol.equals("tcp"),
                ports(with),
                direction.equals("any") ? null : Direction.valueOf(direction.toUpperCase(Locale.ROOT)));
        return new PayloadReplace(new ReplaceSettings(
                replacements(with, scope.hasTcp()),
                scope,
                MOST.in(with),
                GROW.in(with),
                MTU.in(with),
                SPLIT.in(with),
                CONNECTIONS.in(with),
                CHANGES.in(with),
                TIMEOUT.in(with)));
    }

    private static Replacements replacements(Settings with, boolean hasTcp) {
        List<Settings> blocks = REPLACE.in(with);
        if (blocks.isEmpty() || blocks.size() > MOST_FINDS) {
            throw with.problem(REPLACE.name(), "needs 1 to " + MOST_FINDS + " entries of 'find' and 'with'");
        }
        List<byte[]> finds = new ArrayList<>();
        List<byte[]> withs = new ArrayList<>();
        for (Settings block : blocks) {
            finds.add(bytes(block, FIND, 1, LONGEST_FIND));
            withs.add(bytes(block, WITH, hasTcp ? 1 : 0, LONGEST_WITH));
        }
        return new Replacements(finds, withs);
    }

    private static byte[] bytes(Settings block, Option<String> option, int least, int most) {
        byte[] bytes = EscapedBytes.parse(option.in(block))
                .orElseThrow(() -> block.problem(option.name(), "has a wrong escape: " + ESCAPES));
        if (bytes.length < least || bytes.length > most) {
            String reason = least > 0 && option == WITH ? "; nothing at all only with 'protocol: udp'" : "";
            throw block.problem(
                    option.name(), "must have " + least + " to " + most + " bytes, not " + bytes.length + reason);
        }
        return bytes;
    }

    private static BitSet ports(Settings with) {
        BitSet ports = new BitSet();
        for (String text : PORTS.in(with)) {
            if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 0xFFFF) {
                throw with.problem(PORTS.name(), "must be numbers from 1 to 65535, not '" + text + "'");
            }
            ports.set(Integer.parseInt(text));
        }
        return ports;
    }
}
