package headgate.plugin.passthru;

import static org.assertj.core.api.Assertions.assertThat;

import headgate.api.Filter;
import headgate.api.FilterFactory;
import headgate.api.Segments;
import headgate.api.Verdict;
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

        assertThat(filter.filter(null)).isSameAs(Verdict.PASS);
        assertThat(filter.segments()).isEqualTo(Segments.ANY);
    }
}
