package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import java.util.List;

/**
 * Strict reverse path filtering drops what arrives on another interface than answers would leave by, without a word. The
 * kernel takes the larger of the setting for all and for the interface: 1 is strict, 2 loose (ip-sysctl).
 */
public final class ReversePath implements Check {
    private static final String FOLDER = "net/ipv4/conf/";

    @Override
    public String name() {
        return "reverse-path";
    }

    @Override
    public Finding run(Subject subject) {
        List<String> names = subject.interfaces();
        if (names.size() < 2) {
            return Finding.skip("fewer than two interfaces configured");
        }
        List<String> strict =
                names.stream().filter(name -> isStrict(subject, name)).toList();
        if (strict.isEmpty()) {
            return Finding.ok("not strict at " + String.join(", ", names));
        }
        return Finding.warn(
                "strict at " + String.join(", ", strict)
                        + ": what comes in another way than answers go out is dropped after the filters",
                String.join(
                        "\n",
                        strict.stream()
                                .map(name -> "sysctl -w net/ipv4/conf/" + name + "/rp_filter=2")
                                .toList()));
    }

    static boolean isStrict(Subject subject, String name) {
        return Math.max(setting(subject, "all"), setting(subject, name)) == 1;
    }

    private static long setting(Subject subject, String name) {
        return subject.host().setting(FOLDER + name + "/rp_filter").orElse(0L);
    }
}
