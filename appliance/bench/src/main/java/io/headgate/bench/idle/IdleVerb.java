package io.headgate.bench.idle;

import io.headgate.bench.lab.ApplianceProgram;
import io.headgate.bench.lab.BenchLab;
import io.headgate.bench.lab.ProcStat;
import io.headgate.bench.lab.QueueProgram;
import io.headgate.bench.lab.TcpLoad;
import io.headgate.bench.lab.Tools;
import io.headgate.bench.lab.Waiting;
import io.headgate.bench.report.Numbers;
import io.headgate.bench.report.Output;
import io.headgate.bench.report.Target;
import io.headgate.bench.report.Verdicts;
import io.headgate.daemon.cli.CliException;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.LabException;
import io.headgate.net.lab.RouterLab;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate bench idle}. */
@Command(
        name = "idle",
        description = "Memory, and processor time without traffic, of an appliance that has worked. Needs root and"
                + " Linux.",
        mixinStandardHelpOptions = true)
public final class IdleVerb implements Callable<Integer> {
    private static final Duration SLICE = Duration.ofSeconds(10);
    private static final int MAX_SLICES = 60;

    /** The last packets and the kernel's own work for them are over by then. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final double BYTES_PER_MB = 1e6;

    @Mixin
    private Output output;

    @Option(
            names = "--packets",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Packets to go through before.")
    private long packets;

    @Option(names = "--idle-seconds", defaultValue = "60", paramLabel = "S", description = "Seconds without traffic.")
    private int idleSeconds;

    @Override
    public Integer call() {
        if (packets < 1 || idleSeconds < 1) {
            throw CliException.usage("--packets and --idle-seconds must be at least 1");
        }
        Tools.require(Tools.IP, Tools.IPTABLES, Tools.ETHTOOL, Tools.IPERF);
        try (BenchLab lab = BenchLab.create();
                QueueProgram appliance = ApplianceProgram.start(lab.router(), "plugin: ttl, with: { set: 33 }")) {
            lab.hosts().setOffloads(true);
            lab.setQueueing(true);
            work(lab);
            publish(idle(appliance));
        } catch (LabException failed) {
            throw CliException.failed(failed.getMessage(), failed);
        }
        return 0;
    }

    /** Segments that cross the router uncut count as one packet each, here and in the appliance. */
    private void work(BenchLab lab) {
        for (int i = 0; forwarded(lab) < packets; i++) {
            if (i == MAX_SLICES) {
                throw CliException.failed("after " + SLICE.multipliedBy(i).toSeconds() + " s only " + forwarded(lab)
                        + " of " + packets + " packets went through");
            }
            try (TcpLoad load = TcpLoad.start(lab.hosts(), 0, Duration.ZERO, SLICE)) {
                load.result();
            }
            output.progress(forwarded(lab) + " packets of " + packets);
        }
    }

    private static long forwarded(BenchLab lab) {
        Host.Traffic traffic = lab.router().traffic(RouterLab.WAN);
        return traffic.received() + traffic.sent();
    }

    private Idle idle(QueueProgram appliance) {
        Waiting.pass(SETTLING);
        output.progress("idle for " + idleSeconds + " s");
        double cpuBefore = ProcStat.processCpuS(appliance.pid());
        long startNs = System.nanoTime();
        Waiting.pass(Duration.ofSeconds(idleSeconds));
        double cpuS = ProcStat.processCpuS(appliance.pid()) - cpuBefore;
        double elapsedS = (System.nanoTime() - startNs) / 1e9;
        long residentBytes = ProcStat.residentBytes(appliance.pid());
        return new Idle(residentBytes / BYTES_PER_MB, 100 * cpuS / elapsedS, appliance.stop());
    }

    private record Idle(double residentMB, double cpuPercent, long packets) {}

    private void publish(Idle idle) {
        if (idle.packets() < packets) {
            throw CliException.failed("only " + idle.packets() + " packets went through the appliance");
        }
        Verdicts verdicts = new Verdicts()
                .add("residentMB", idle.residentMB(), Target.below(250))
                .add("idleCpuPercent", idle.cpuPercent(), Target.below(3));
        Map<String, Object> result = new LinkedHashMap<>(verdicts.figures());
        result.put("packets", idle.packets());
        result.put("idleSeconds", idleSeconds);
        result.put("targets", verdicts.targets());
        result.put("met", verdicts.met());
        output.publish(
                result,
                verdicts.render() + "after " + Numbers.text((double) idle.packets()) + " packets, over " + idleSeconds
                        + " s without traffic");
    }
}
