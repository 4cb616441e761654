package io.headgate.daemon.host;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * The Java that runs us.
 *
 * @param version feature number, as 17
 * @param flags as given on its command line
 * @param maxDirectBytes what it allows for the memory of the rings
 * @param unpackFolder where the bridge to the C library is loaded from: the installation, or where it is unpacked to first
 */
public record Jvm(int version, List<String> flags, long maxDirectBytes, Path unpackFolder) {
    public Jvm {
        flags = List.copyOf(flags);
    }

    /** The one that runs this. */
    public static Jvm current() {
        String extracted = System.getProperty("jffi.extract.dir", System.getProperty("java.io.tmpdir"));
        String folder = System.getProperty("jffi.boot.library.path", extracted);
        return new Jvm(
                Runtime.version().feature(),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                maxDirect(),
                Path.of(folder));
    }

    private static long maxDirect() {
        HotSpotDiagnosticMXBean flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long given = Long.parseLong(flags.getVMOption("MaxDirectMemorySize").getValue());
        // Without the flag Java allows as much beside the heap as in it.
        return given > 0 ? given : Runtime.getRuntime().maxMemory();
    }
}
