package io.headgate.daemon;

import io.headgate.daemon.check.CheckVerb;
import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Verb;
import io.headgate.daemon.client.FiltersVerb;
import io.headgate.daemon.client.StatusVerb;
import io.headgate.daemon.client.SwapVerb;
import io.headgate.daemon.client.TelemetryVerb;
import io.headgate.daemon.console.ConsoleVerb;
import io.headgate.daemon.demo.DemoVerb;
import io.headgate.daemon.doctor.DoctorVerb;
import io.headgate.daemon.plugin.PluginVerb;
import io.headgate.daemon.quarantine.QuarantineVerb;
import io.headgate.daemon.replay.ReplayVerb;
import io.headgate.daemon.run.RunVerb;
import io.headgate.daemon.script.ScriptVerb;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point. Exit status: 0 done, 1 failed, 2 wrong usage or configuration. */
@Command(
        name = "headgate",
        description =
                "Inline packet appliance: the kernel hands packets over, filters inspect and rewrite them, and they"
                        + " go back.",
        mixinStandardHelpOptions = true,
        version = "headgate 0.1.0",
        subcommands = {
            DemoVerb.class,
            RunVerb.class,
            CheckVerb.class,
            DoctorVerb.class,
            ReplayVerb.class,
            StatusVerb.class,
            FiltersVerb.class,
            SwapVerb.class,
            TelemetryVerb.class,
            PluginVerb.class,
            QuarantineVerb.class,
            ScriptVerb.class,
            ConsoleVerb.class
        })
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler(new LastResort(Runtime.getRuntime()::halt));
        // The log takes as long to start as the command line: side by side, a start is a fifth shorter.
        Thread logging = new Thread(() -> LoggerFactory.getLogger(Main.class), "logging");
        logging.setDaemon(true);
        logging.start();
        System.exit(commandLine().execute(args));
    }

    /** The command line with every verb that is on the class path. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        ServiceLoader.load(Verb.class).forEach(commandLine::addSubcommand);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CliException expected) {
                command.getErr().println(expected.printed());
                return expected.exitStatus();
            }
            failure.printStackTrace(command.getErr());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    @Override
    public void run() {
        commandLine().usage(System.out);
    }
}
