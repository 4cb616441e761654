package headgate.daemon.demo;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code headgate demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true)
public final class DemoVerb implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
