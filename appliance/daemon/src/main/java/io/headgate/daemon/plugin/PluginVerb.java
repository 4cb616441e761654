package io.headgate.daemon.plugin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate plugin}: for those who write and choose plugins. */
@Command(
        name = "plugin",
        description = "Shows the plugins there are, checks a jar, makes a project for a new one.",
        mixinStandardHelpOptions = true,
        subcommands = {PluginListVerb.class, PluginShowVerb.class, PluginCheckVerb.class, PluginNewVerb.class})
public final class PluginVerb implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "plugin needs one of: list, show, check, new");
    }
}
