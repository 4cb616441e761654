package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import java.util.Optional;
import java.util.Set;

/** Each batch reads the time: from these clocks by a memory access, from others by a system call and a slow device. */
public final class Clock implements Check {
    private static final String FOLDER = "sys/devices/system/clocksource/clocksource0/";

    /** Those that the kernel lets a process read by itself, see vdso(7): x86, KVM, Hyper-V, ARM, RISC-V. */
    private static final Set<String> FAST =
            Set.of("tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter", "riscv_clocksource");

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Finding run(Subject subject) {
        Optional<String> current = subject.host().text(FOLDER + "current_clocksource");
        if (current.isEmpty()) {
            return Finding.skip("the kernel does not say which clock it uses");
        }
        if (FAST.contains(current.get())) {
            return Finding.ok(current.get());
        }
        String others = subject.host().text(FOLDER + "available_clocksource").orElse("");
        String detail = "the clock " + current.get() + " costs a system call each time it is read";
        for (String other : others.split(" ", -1)) {
            if (FAST.contains(other)) {
                return Finding.warn(detail, "echo " + other + " > /" + FOLDER + "current_clocksource");
            }
        }
        return Finding.warn(detail, "no faster clock here; on x86 boot with clocksource=tsc tsc=reliable");
    }
}
