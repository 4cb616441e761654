package io.headgate.net.sys;

import java.nio.file.Path;
import java.util.List;
import jnr.constants.platform.Errno;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** The C library, loaded once, and what goes with it. */
public final class Sys {
    private static final POSIX SYSTEM = POSIXFactory.getNativePOSIX();

    /** FreeBSD's is in the first (hier(7)), OpenBSD's in the second. */
    private static final List<Path> LIBRARY_FOLDERS = List.of(Path.of("/lib"), Path.of("/usr/lib"));

    private static final Libc LIBC = load();
    private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    private Sys() {}

    /**
     * On FreeBSD libc.so is a linker script that comes with the compiler, on OpenBSD there is none: the library has its
     * number. Calls that a system lacks fail only when they are made.
     */
    private static Libc load() {
        try {
            return LibraryLoader.create(Libc.class).failImmediately().load("c");
        } catch (UnsatisfiedLinkError noScript) {
            String numbered = NumberedLibrary.newest("libc", LIBRARY_FOLDERS)
                    .orElseThrow(() -> noScript)
                    .toString();
            return LibraryLoader.create(Libc.class).failImmediately().load(numbered);
        }
    }

    public static Libc libc() {
        return LIBC;
    }

    static Runtime runtime() {
        return RUNTIME;
    }

    /** Why the calling thread's last call failed. */
    public static int errno() {
        return LastError.getLastError(RUNTIME);
    }

    /** The symbol of an error number on this system, as in {@code ENOBUFS}. */
    public static String errnoName(int errno) {
        Errno known = Errno.valueOf(errno);
        return known == Errno.__UNKNOWN_CONSTANT__ ? "errno-" + errno : known.name();
    }

    /** Symbol and text, as in {@code ENOBUFS (No buffer space available)}. */
    public static String errnoText(int errno) {
        return errnoName(errno) + " (" + SYSTEM.strerror(errno) + ")";
    }

    /** Whether the process runs as root. */
    public static boolean isRoot() {
        return SYSTEM.geteuid() == 0;
    }

    /** Whether standard input is somebody's terminal. */
    public static boolean isInputTerminal() {
        return SYSTEM.isatty(0) == 1;
    }

    /** Name of the user the process runs as. */
    public static String userName() {
        var entry = SYSTEM.getpwuid(SYSTEM.geteuid());
        return entry == null ? "uid " + SYSTEM.geteuid() : entry.getLoginName();
    }
}
