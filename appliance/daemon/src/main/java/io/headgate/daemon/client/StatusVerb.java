package io.headgate.daemon.client;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate status}. */
@Command(
        name = "status",
        description = "Says what became of the packets of each lane of a running appliance.",
        mixinStandardHelpOptions = true)
public final class StatusVerb implements Callable<Integer> {
    @Mixin
    private ApplianceSocket appliance;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        appliance.print(json ? List.of("status", "--json") : List.of("status"));
        return 0;
    }
}
