package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.run.ApplianceProcess;
import io.headgate.net.lab.Host;
import java.time.Duration;
import java.util.Map;

/** Headgate, with a chain of one plugin and otherwise the defaults. */
public final class ApplianceProgram implements QueueProgram {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final ApplianceProcess process;

    private ApplianceProgram(ApplianceProcess process) {
        this.process = process;
    }

    /**
     * Starts it and waits until it has its queue.
     *
     * @param step the plugin and its settings, as between the braces of a configuration
     */
    public static ApplianceProgram start(Host router, String step) {
        String yaml = """
                lanes:
                  - name: bench
                    listen: [{ port: %d, mode: divert }]
                    chain: [{ %s }]
                """.formatted(BenchLab.QUEUE, step);
        return new ApplianceProgram(ApplianceProcess.start(router, yaml));
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /**
     * {@inheritDoc}
     *
     * @throws CliException if its ledger does not balance
     */
    @Override
    public long stop() {
        Map<String, Object> ledger = process.stop(STOP_LIMIT);
        if (!Boolean.TRUE.equals(ledger.get("balanced"))) {
            throw CliException.failed("the appliance's ledger does not balance: " + ledger);
        }
        return ((Number) ledger.get("received")).longValue();
    }

    @Override
    public void close() {
        process.close();
    }
}
