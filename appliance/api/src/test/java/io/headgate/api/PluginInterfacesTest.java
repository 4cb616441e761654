package io.headgate.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a plugin has to implement: one more would break every plugin there is when it is called. */
class PluginInterfacesTest {
    private static List<String> abstractMethods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .map(Method::getName)
                .sorted()
                .toList();
    }

    @Test
    void shouldAskPluginsForNothingNew() {
        assertThat(abstractMethods(Filter.class)).containsExactly("onPacket");
        assertThat(abstractMethods(FilterFactory.class)).containsExactly("create", "name", "summary");
        assertThat(abstractMethods(StateHandover.class)).containsExactly("handOver", "takeOver");
    }

    @Test
    void shouldWriteItsVersionAsManifestsDo() {
        assertThat(ApiVersion.text()).matches("[1-9]\\d*\\.\\d+");
    }
}
