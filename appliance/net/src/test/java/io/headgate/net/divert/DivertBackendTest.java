package io.headgate.net.divert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DivertBackendTest {
    @ParameterizedTest
    @CsvSource({"true, true, AUTO", "true, false, DIVERT4", "false, false, AUTO"})
    void shouldOpenDivert4WhereOnlyJavaTakesTheKernelForLinux(
            boolean isLinux, boolean isLinuxKernel, DivertBackend backend) {
        assertThat(DivertBackend.of(isLinux, isLinuxKernel)).isEqualTo(backend);
    }
}
