package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetlinkSocketTest {
    /** EPROTONOSUPPORT, EAFNOSUPPORT, EPERM. */
    @ParameterizedTest
    @CsvSource({
        "93, true, load nfnetlink and nfnetlink_queue",
        "97, true, load nfnetlink and nfnetlink_queue",
        "93, false, say backend: divert4",
        "97, false, say backend: divert4",
        "1, false, 'run as root, or with CAP_NET_ADMIN and CAP_NET_RAW'",
    })
    void shouldSayWhatHelpsOnTheKernelThatThereIs(int errno, boolean isLinuxKernel, String remedy) {
        assertThat(NetlinkSocket.remedy(errno, isLinuxKernel)).endsWith(remedy);
    }
}
