package io.headgate.daemon.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headgate swap}: another version of a plugin, while packets flow. */
@Command(
        name = "swap",
        description = "Loads a plugin anew and has the lanes of a running appliance go on with it; no packet is lost.",
        mixinStandardHelpOptions = true)
public final class SwapVerb implements Callable<Integer> {
    @Mixin
    private ApplianceSocket appliance;

    @Parameters(paramLabel = "NAME", description = "The plugin, as the configuration calls it.")
    private String plugin;

    @Option(names = "--lane", paramLabel = "LANE", description = "Only this lane.")
    private String lane;

    @Override
    public Integer call() {
        List<String> words = new ArrayList<>(List.of("swap", plugin));
        if (lane != null) {
            words.addAll(List.of("--lane", lane));
        }
        appliance.print(words);
        return 0;
    }
}
