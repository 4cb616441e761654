package io.headgate.daemon.host;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The Java that runs us.
 *
 * @param version feature number, as 17
 * @param flags as given on its command line
 * @param maxDirectBytes what it allows for the memory of the rings
 */
public record Jvm(int version, List<String> flags, long maxDirectBytes, NativeLibrary nativeLibrary) {
    public Jvm {
        flags = List.copyOf(flags);
    }

    /** The one that runs this. */
    public static Jvm current() {
        return new Jvm(
                Runtime.version().feature(),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                maxDirect(),
                NativeLibrary.current());
    }

    private static long maxDirect() {
        HotSpotDiagnosticMXBean flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long given = Long.parseLong(flags.getVMOption("MaxDirectMemorySize").getValue());
        // Without the flag Java allows as much beside the heap as in it.
        return given > 0 ? given : Runtime.getRuntime().maxMemory();
    }
}
