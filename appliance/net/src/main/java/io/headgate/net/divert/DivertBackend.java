package io.headgate.net.divert;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Which kind of divert socket to open. */
public enum DivertBackend {
    /** What this system has. */
    AUTO,
    /** Linux netfilter queues. */
    NFQUEUE,
    /** divert(4), also by a Linux JVM on a FreeBSD kernel, which takes itself to be on Linux. */
    DIVERT4;

    private static final String LINUX = "linux";

    /** Name of this system, in lower case. */
    public static String system() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    }

    /** Whether Java takes this for Linux. */
    public static boolean isLinux() {
        return system().equals(LINUX);
    }

    /**
     * Whether the kernel is Linux's own: it has network namespaces (since 3.0), which FreeBSD's linprocfs(5) does not show to a
     * Java for Linux.
     */
    public static boolean isLinuxKernel() {
        return isLinux() && Files.exists(Path.of("/proc/self/ns/net"));
    }

    /** What the kernel of this system has, where nobody can say so: by {@link #AUTO} a Java for Linux takes it for Linux. */
    public static DivertBackend ofThisKernel() {
        return of(isLinux(), isLinuxKernel());
    }

    static DivertBackend of(boolean isLinux, boolean isLinuxKernel) {
        return isLinux && !isLinuxKernel ? DIVERT4 : AUTO;
    }

    /** Whether divert(4) is what this means here. */
    public boolean isDivert4() {
        return this == DIVERT4 || (this == AUTO && !isLinux());
    }
}
