package io.headgate.daemon.client;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code headgate telemetry}: a number for filters to decide by. */
@Command(
        name = "telemetry",
        description = "Tells a running appliance a number that its filters may ask for, such as a server's load.",
        mixinStandardHelpOptions = true)
public final class TelemetryVerb implements Callable<Integer> {
    @Mixin
    private ApplianceSocket appliance;

    @Parameters(index = "0", paramLabel = "NAME", description = "As the filter calls it: lower case, digits, dashes.")
    private String name;

    @Parameters(index = "1", paramLabel = "VALUE", description = "The number, with or without decimals.")
    private String value;

    @Override
    public Integer call() {
        appliance.print(List.of("telemetry", name, value));
        return 0;
    }
}
