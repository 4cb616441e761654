package io.headgate.daemon.client;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate filters}. */
@Command(
        name = "filters",
        description = "Says how the filters of a running appliance are doing.",
        mixinStandardHelpOptions = true)
public final class FiltersVerb implements Callable<Integer> {
    @Mixin
    private ApplianceSocket appliance;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        appliance.print(json ? List.of("filters", "--json") : List.of("filters"));
        return 0;
    }
}
