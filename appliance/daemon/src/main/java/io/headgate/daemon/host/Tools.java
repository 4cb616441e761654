package io.headgate.daemon.host;

import io.headgate.net.lab.Command;
import io.headgate.net.lab.LabException;
import java.util.List;

/** Runs the host's own programs. */
@FunctionalInterface
public interface Tools {
    /** What a shell says of a program that is not there. */
    int NOT_FOUND = 127;

    /** How a program ended; status {@link #NOT_FOUND} and the reason as output if it could not be started. */
    Command.Result run(List<String> words);

    /** Those of this host. */
    static Tools ofThisHost() {
        return words -> {
            try {
                return Command.tryRun(words);
            } catch (LabException notStarted) {
                return new Command.Result(NOT_FOUND, notStarted.getMessage());
            }
        };
    }
}
