package io.headgate.plugin.passthru;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class PassthruTest {
    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(PassthruFactory.class)
                .returns("passthru", FilterFactory::name);
    }

    @Test
    void shouldPassWithoutALookAtPacketOrSettings() {
        Filter filter = new PassthruFactory().create(null);

        assertThat(filter.onPacket(null)).isSameAs(Verdict.PASS);
        assertThat(filter.segments()).isEqualTo(Segments.ANY);
    }
}
