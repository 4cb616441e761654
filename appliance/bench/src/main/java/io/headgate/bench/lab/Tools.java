package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The programs of the system that benchmarks run. */
public enum Tools {
    IP("ip", "iproute2"),
    IPTABLES("iptables", "iptables"),
    ETHTOOL("ethtool", "ethtool"),
    IPERF("iperf3", "iperf3"),
    PING("ping", "iputils-ping"),
    TCPREWRITE("tcprewrite", "tcpreplay"),
    GCC("gcc", "gcc libc6-dev libnetfilter-queue-dev");

    private final String program;
    private final String debianPackage;

    Tools(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /**
     * Looks whether they are there.
     *
     * @throws CliException naming what to install
     */
    public static void require(Tools... tools) {
        for (Tools tool : tools) {
            if (!tool.isPresent()) {
                throw CliException.failed(
                        tool.program + " is missing; on Debian: apt-get install " + tool.debianPackage);
            }
        }
    }

    private boolean isPresent() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin:/sbin";
        return List.of(path.split(Pattern.quote(File.pathSeparator), -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
