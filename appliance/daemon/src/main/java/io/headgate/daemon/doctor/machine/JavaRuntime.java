package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Jvm;

/** From Java 24 on native calls need a flag (JEP 472), or every start warns and a later Java refuses. */
public final class JavaRuntime implements Check {
    private static final int NEEDS_FLAG = 24;
    private static final String FLAG = "--enable-native-access=ALL-UNNAMED";

    @Override
    public String name() {
        return "java";
    }

    @Override
    public Finding run(Subject subject) {
        Jvm jvm = subject.host().jvm();
        if (jvm.version() >= NEEDS_FLAG && !jvm.flags().contains(FLAG)) {
            return Finding.warn(
                    "Java " + jvm.version() + " runs without " + FLAG + ", so calls into the C library are warned of,"
                            + " and refused by a later Java",
                    "HEADGATE_JAVA_OPTS=" + FLAG);
        }
        return Finding.ok("Java " + jvm.version() + (jvm.flags().contains(FLAG) ? " with native access" : ""));
    }
}
