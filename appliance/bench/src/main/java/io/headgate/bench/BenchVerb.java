package io.headgate.bench;

import io.headgate.bench.idle.IdleVerb;
import io.headgate.bench.inline.InlineVerb;
import io.headgate.bench.lane.LaneVerb;
import io.headgate.bench.mcast.McastVerb;
import io.headgate.bench.replay.ReplayVerb;
import io.headgate.daemon.cli.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code headgate bench}. */
@Command(
        name = "bench",
        description = "Measures this host, each figure beside a reference measured in the same run.",
        mixinStandardHelpOptions = true,
        subcommands = {InlineVerb.class, LaneVerb.class, IdleVerb.class, ReplayVerb.class, McastVerb.class})
public final class BenchVerb implements Verb, Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
