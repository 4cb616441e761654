package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.net.lab.LabException;
import io.headgate.net.lab.RouterLab;
import io.headgate.testkit.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule files that an operator starts from, loaded into a real kernel. */
@RequiresRoot
class RuleFilesIT {
    private static final Path FILES = Path.of("..", "..", "rules", "kernel");

    @TempDir
    private Path folder;

    /** A file for the lab's interface, as its first line tells the operator to make it. */
    private Path file(String name) throws IOException {
        String text = Files.readString(FILES.resolve(name));
        assertThat(text).contains("eth0");
        return Files.writeString(folder.resolve(name), text.replace("eth0", RouterLab.WAN));
    }

    @Test
    void shouldQueueBothFamiliesAndBeTakenAwayByOneFile() throws IOException {
        Path on = file("linux.iptables");
        Path off = file("linux-off.iptables");
        try (RouterLab lab = RouterLab.create()) {
            lab.addIpv6();
            for (String command : new String[] {"iptables", "ip6tables"}) {
                String address = command.equals("iptables") ? RouterLab.SERVER_ADDRESS : RouterLab.SERVER_IPV6;
                String counters = command + " -w -t raw -L HEADGATE-IN -v -n -x";
                lab.router().run(command + "-restore --noflush " + on);

                // Nobody owns the queue, so everything passes by.
                assertThat(lab.client().run("ping -c 3 -i 0.05 -W 2 " + address))
                        .contains("3 received");

                assertThat(lab.router().run(counters).lines().filter(line -> line.contains("NFQUEUE")))
                        .singleElement()
                        .asString()
                        .matches("\\s*3\\s.*NFQUEUE num 8668 bypass.*");
                lab.router().run(command + "-restore --noflush " + off);
                assertThatThrownBy(() -> lab.router().run(counters)).isInstanceOf(LabException.class);
                assertThat(lab.router().run(command + "-save")).doesNotContain("HEADGATE");
            }
        }
    }
}
