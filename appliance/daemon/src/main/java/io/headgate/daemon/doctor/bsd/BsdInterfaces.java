package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Ifconfig;
import java.util.List;
import java.util.Optional;

/** ipfw and pf take a rule for an interface that does not exist, and never match it. */
public final class BsdInterfaces implements Check {
    @Override
    public String name() {
        return "bsd-interfaces";
    }

    @Override
    public Finding run(Subject subject) {
        List<String> configured = subject.interfaces();
        if (configured.isEmpty()) {
            return Finding.skip("none configured: divert: { interfaces: [...] }");
        }
        if (subject.isIfconfigHidden()) {
            return Subject.needsIfconfig();
        }
        for (String name : configured) {
            Optional<Ifconfig> found = Ifconfig.of(subject.host(), name);
            if (found.isEmpty()) {
                return Finding.fail(
                        "no interface " + name + " on this host",
                        "divert: { interfaces: [...] } with some of: "
                                + String.join(", ", subject.host().interfaces()));
            }
            if (!found.get().isUp()) {
                return Finding.warn(name + " is down", "ifconfig " + name + " up");
            }
            if (!found.get().hasCarrier()) {
                return Finding.warn(name + " is up but has no carrier", "plug in the cable, or set the peer up");
            }
        }
        return Finding.ok(String.join(", ", configured) + " up, with carrier");
    }
}
