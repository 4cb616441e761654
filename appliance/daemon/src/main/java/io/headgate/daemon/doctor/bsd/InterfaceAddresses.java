package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Ifconfig;
import io.headgate.daemon.host.LaneRules;
import java.util.List;

/**
 * An inbound packet of an interface without IPv4 address looks like one going out: written back to a port that serves both
 * directions it goes out, or comes again for ever.
 */
public final class InterfaceAddresses implements Check {
    /** The last that a rule of ipfw can divert to, see ipfw(8). */
    private static final int LAST_PORT = 65_534;

    @Override
    public String name() {
        return "interface-ipv4";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        for (DivertLane lane : subject.divertLanes()) {
            if (lane.listens().stream().noneMatch(listen -> listen.direction() == null)) {
                continue;
            }
            if (subject.isIfconfigHidden()) {
                return Subject.needsIfconfig();
            }
            List<String> without = new LaneRules(lane, subject.host())
                    .interfaces().stream()
                            .flatMap(name -> Ifconfig.of(subject.host(), name).stream())
                            .filter(found -> !found.hasIpv4())
                            .map(Ifconfig::name)
                            .toList();
            if (!without.isEmpty()) {
                int port = lane.listen().port();
                return Finding.fail(
                        String.join(", ", without) + " has no IPv4 address, so one port for both directions sends what"
                                + " comes in there out again",
                        "- { port: " + port + ", mode: divert, backend: divert4, direction: in }\n"
                                + "- { port: " + (port < LAST_PORT ? port + 1 : port - 1)
                                + ", mode: divert, backend: divert4, direction: out }\n"
                                + "as listen of lane " + lane.name() + ", and a rule for each direction");
            }
        }
        return Finding.ok("a port for each direction, or an IPv4 address at each interface");
    }
}
