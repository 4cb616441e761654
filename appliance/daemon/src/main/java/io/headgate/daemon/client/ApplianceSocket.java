package io.headgate.daemon.client;

import io.headgate.control.Answer;
import io.headgate.control.ControlClient;
import io.headgate.control.ControlException;
import io.headgate.control.ControlPath;
import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.yaml.ConfigException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say which appliance is meant, and the way to ask it. */
public final class ApplianceSocket {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "The appliance's control socket; /var/run/headgate/headgate.sock unless -c says where it is.")
    private String socket;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The appliance's configuration, which says where its socket is.")
    private String config;

    /**
     * Asks, and prints the answer.
     *
     * @throws CliException if it cannot be reached, or says no
     */
    void print(List<String> words) {
        try {
            Answer answer = ControlClient.request(path(), words, LIMIT);
            if (!answer.isOk()) {
                throw CliException.failed(answer.text());
            }
            System.out.println(answer.text());
        } catch (ControlException unreachable) {
            throw CliException.failed(unreachable.getMessage(), unreachable);
        }
    }

    private Path path() {
        try {
            if (socket != null && config != null) {
                throw CliException.usage("give --socket or -c, not both");
            }
            return socket != null
                    ? Path.of(socket).toAbsolutePath()
                    : config != null ? configured(Path.of(config)) : ControlPath.DEFAULT_PATH;
        } catch (InvalidPathException noName) {
            throw CliException.usage("no name of a file: " + noName.getInput());
        }
    }

    private static Path configured(Path file) {
        try {
            return ConfigReader.ofHost().read(file).control().stream()
                    .findFirst()
                    .orElseThrow(() -> CliException.usage(file
                            + ": has no control socket; add 'control: [{ listen: {} }]' and restart the appliance"))
                    .path();
        } catch (ConfigException wrong) {
            throw CliException.report(wrong.report());
        }
    }
}
