package io.headgate.daemon.config;

import io.headgate.api.Direction;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.net.divert.DivertBackend;
import io.headgate.net.divert.DivertOptions;
import io.headgate.rules.kernel.DivertPorts;
import io.headgate.rules.kernel.Firewall;
import io.headgate.rules.kernel.IpfwRules;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.rules.kernel.PfRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A lane of packets that the kernel diverts. With several queues it becomes as many lanes, each with its own thread and
 * chain.
 *
 * @param listens one, or on divert(4) one for each direction
 * @param slots of each ring, a power of two
 * @param queueLength packets that the kernel holds for each queue, held ones included
 */
public record DivertLane(
        String name,
        List<ListenConfig> listens,
        DivertConfig divert,
        LaneOptions options,
        List<StepConfig> chain,
        OnFull onFull,
        Threading threading,
        int slots,
        Duration stallLimit,
        int queueLength)
        implements LaneConfig {
    public DivertLane {
        listens = List.copyOf(listens);
        chain = List.copyOf(chain);
    }

    @Override
    public DivertLane withChain(List<StepConfig> other) {
        return new DivertLane(name, listens, divert, options, other, onFull, threading, slots, stallLimit, queueLength);
    }

    /** The first; on Linux the only one. */
    public ListenConfig listen() {
        return listens.get(0);
    }

    @Override
    public String whence() {
        if (isDivert4()) {
            List<String> ports = listens.stream().map(port -> "" + port.port()).toList();
            return "divert port " + String.join(" and ", ports);
        }
        return listen().queues() == 1
                ? "queue " + listen().port()
                : "queues " + listen().port() + " to " + listen().lastQueue();
    }

    @Override
    public int rings() {
        return listens.size() * listen().queues();
    }

    @Override
    public long receiveBufferBytes() {
        return (long) rings() * DivertOptions.DEFAULT_RECEIVE_BUFFER;
    }

    /** Whether packets come by divert(4). */
    public boolean isDivert4() {
        return listen().backend().isDivert4();
    }

    /** What steers packets to this lane, as far as the configuration tells: Java's own view of this system. */
    public Firewall firewall() {
        if (!isDivert4()) {
            return Firewall.IPTABLES;
        }
        return DivertBackend.system().equals("openbsd") ? Firewall.PF : Firewall.IPFW;
    }

    /** The commands that add the kernel rules this lane needs for the interfaces of the configuration. */
    public List<String> kernelRules() {
        return kernelRules(divert.interfaces(), firewall());
    }

    /** The commands that add the kernel rules this lane needs for some interfaces. */
    public List<String> kernelRules(List<String> interfaces, Firewall firewall) {
        return switch (firewall) {
            case IPTABLES ->
                interfaces.stream()
                        .flatMap(name -> iptables(name).add().stream())
                        .toList();
            case IPFW -> ipfw(interfaces);
            case PF -> pf(interfaces).add();
        };
    }

    /**
     * What is to be done or known about {@link #kernelRules(List, Firewall)} once they are added, a line; empty if nothing,
     * or without an interface.
     */
    public String afterwards(List<String> interfaces, Firewall firewall) {
        if (interfaces.isEmpty()) {
            return "";
        }
        return switch (firewall) {
            case IPTABLES -> "";
            case IPFW -> IpfwRules.enable() + ", once headgate run says ready";
            case PF -> pf(interfaces).advice();
        };
    }

    /** Turned off first: rules in force before anybody listens would lose what they divert, the operator's ssh too. */
    private List<String> ipfw(List<String> interfaces) {
        if (interfaces.isEmpty()) {
            return List.of();
        }
        List<String> commands = new ArrayList<>(List.of(IpfwRules.disable()));
        interfaces.forEach(name -> commands.addAll(new IpfwRules(name, ports(), divert.exempt()).add()));
        return commands;
    }

    private PfRules pf(List<String> interfaces) {
        return new PfRules(name, interfaces, ports(), divert.exempt());
    }

    /** Those of the rules that make a Linux kernel put fragments together; none if no filter needs it. */
    public List<String> reassemblyRules(List<String> interfaces) {
        return fragmentFilters().isEmpty()
                ? List.of()
                : interfaces.stream()
                        .flatMap(name -> iptables(name).reassembly().stream())
                        .toList();
    }

    private IptablesRules iptables(String interfaceName) {
        int mark = DivertOptions.INJECT_MARK;
        IptablesRules rules = new IptablesRules(
                interfaceName, listen().port(), listen().queues(), isFailOpen(), mark, divert.exempt());
        return fragmentFilters().isEmpty() ? rules : rules.withWholeDatagrams();
    }

    private DivertPorts ports() {
        return new DivertPorts(portOf(Direction.IN), portOf(Direction.OUT));
    }

    private int portOf(Direction direction) {
        return listens.stream()
                .filter(listen -> listen.direction() == null || listen.direction() == direction)
                .map(ListenConfig::port)
                .findFirst()
                .orElse(DivertPorts.NONE);
    }
}
