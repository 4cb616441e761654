package io.headgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.daemon.cli.CliException;
import org.junit.jupiter.api.Test;

class IperfResultTest {
    @Test
    void shouldTakeWhatTheServerReceived() {
        String report = "{\"start\":{},\"intervals\":[],\"end\":{\"streams\":[],"
                + "\"sum_sent\":{\"bytes\":9,\"bits_per_second\":9.9e9,\"retransmits\":17},"
                + "\"sum_received\":{\"bytes\":8,\"bits_per_second\":1.5e9}}}";

        IperfResult result = IperfResult.parse(report);

        assertThat(result).isEqualTo(new IperfResult(1500, 17));
    }

    @Test
    void shouldShowTheErrorThatIperfReports() {
        String report = "{\"start\":{},\"end\":{},\"error\":\"unable to connect to server\"}";

        assertThatThrownBy(() -> IperfResult.parse(report))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("unable to connect to server");
    }

    @Test
    void shouldShowOutputThatIsNoReport() {
        assertThatThrownBy(() -> IperfResult.parse("iperf3: parameter error"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("parameter error");
    }

    @Test
    void shouldRefuseAReportWithoutAnEnd() {
        assertThatThrownBy(() -> IperfResult.parse("{\"start\":{},\"end\":{}}")).isInstanceOf(CliException.class);
    }
}
