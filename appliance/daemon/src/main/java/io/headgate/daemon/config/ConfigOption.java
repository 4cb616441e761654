package io.headgate.daemon.config;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.config.yaml.ConfigException;
import io.headgate.daemon.config.yaml.Shown;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code -c FILE} of the verbs that need a configuration. */
public final class ConfigOption {
    private static final String STDIN = "-";

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration; - for standard input, up to its end or a line with three dots.")
    private String file;

    /** What it is read from, as messages call it. */
    public String source() {
        return file.equals(STDIN) ? "standard input" : file;
    }

    /**
     * Reads the configuration.
     *
     * @param stdin read if the option says so, and not beyond the configuration's end
     * @throws ConfigException with everything that is wrong
     */
    public ApplianceConfig load(InputStream stdin) {
        if (file.equals(STDIN)) {
            return ConfigReader.ofHost().read(source(), stdin);
        }
        try {
            return ConfigReader.ofHost().read(Path.of(file));
        } catch (InvalidPathException noName) {
            throw ConfigException.ofFile(Shown.value(file), "cannot be read: is no name of a file");
        }
    }

    /**
     * Reads the configuration for a verb that cannot go on without.
     *
     * @throws CliException with every problem on a line of its own, and their number
     */
    public ApplianceConfig require(InputStream stdin) {
        try {
            return load(stdin);
        } catch (ConfigException wrong) {
            throw CliException.report(wrong.report());
        }
    }
}
