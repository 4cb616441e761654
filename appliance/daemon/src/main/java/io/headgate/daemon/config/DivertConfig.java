package io.headgate.daemon.config;

import io.headgate.rules.kernel.ExemptPort;
import java.util.List;

/**
 * What the kernel is to send to a lane.
 *
 * @param interfaces whose traffic is diverted
 * @param exempt traffic of theirs that is not
 */
public record DivertConfig(List<String> interfaces, List<ExemptPort> exempt) {
    /** No kernel rules are known. */
    public static final DivertConfig NOTHING = new DivertConfig(List.of(), List.of());

    public DivertConfig {
        interfaces = List.copyOf(interfaces);
        exempt = List.copyOf(exempt);
    }
}
