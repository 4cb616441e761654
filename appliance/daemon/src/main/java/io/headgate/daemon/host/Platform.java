package io.headgate.daemon.host;

/** The kernel below, whatever Java takes it for. */
public enum Platform {
    LINUX("Linux"),
    FREEBSD("FreeBSD"),
    OPENBSD("OpenBSD"),
    DRAGONFLY("DragonFly");

    /** What {@code uname -s} and {@code sysctl kern.ostype} say. */
    private final String label;

    Platform(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** Whether packets come by divert(4). */
    public boolean isBsd() {
        return this != LINUX;
    }

    /**
     * Asks the host. Under FreeBSD's Linux ABI {@code uname} of the Linux userland says Linux; the sysctl(8) of the system
     * itself, where it can be reached, does not.
     */
    static Platform of(HostFacts host) {
        Platform named = find(host.run("uname -s").output());
        if (named != LINUX || host.has("proc/self/ns/net")) {
            return named;
        }
        return find(host.run("sysctl -n kern.ostype").output());
    }

    private static Platform find(String label) {
        for (Platform platform : values()) {
            if (platform.label.equals(label.strip())) {
                return platform;
            }
        }
        return LINUX;
    }
}
