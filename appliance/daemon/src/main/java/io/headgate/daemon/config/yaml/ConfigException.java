package io.headgate.daemon.config.yaml;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration is wrong; the message has a line for each problem, saying where, what, and what is allowed. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** Everything that is wrong with one file, in any order. */
    public ConfigException(Collection<Problem> problems) {
        super(problems.stream().sorted().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = problems.stream().sorted().toList();
    }

    /** One problem of a whole file. */
    public static ConfigException ofFile(String file, String message) {
        return new ConfigException(List.of(new Problem(file, 0, 0, message)));
    }

    /** All problems, by their place in the file. */
    public List<Problem> problems() {
        return problems;
    }

    /** The lines of the message, and then how many they are. */
    public String report() {
        return getMessage() + "\n" + (problems.size() == 1 ? "1 error" : problems.size() + " errors");
    }
}
