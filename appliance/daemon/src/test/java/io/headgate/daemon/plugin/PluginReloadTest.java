package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.engine.plugin.Plugin;
import io.headgate.engine.plugin.PluginException;
import io.headgate.engine.plugin.Plugins;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A jar loaded anew while the old plugin is in use. */
class PluginReloadTest extends PluginFolder {
    @Test
    void shouldReloadBesideTheOneInUse() throws IOException {
        TestJar.plugin("demo", "return Verdict.drop(0, \"old\");").write(jar("demo.jar"));
        try (Plugins plugins = load()) {
            Plugin old = plugins.find("demo").orElseThrow();
            TestJar.plugin("demo", "return Verdict.drop(0, \"new\");").write(jar("demo.jar"));

            Plugin reloaded = plugins.reload("demo");

            assertThat(answer(reloaded)).isEqualTo("new");
            assertThat(answer(old)).isEqualTo("old");
            assertThat(plugins.find("demo")).containsSame(old);
            assertThat(plugins.adopt(reloaded)).isSameAs(old);
            assertThat(plugins.find("demo")).containsSame(reloaded);
            old.close();
            assertThat(answer(old)).as("a class that was used stays").isEqualTo("old");
        }
    }

    @Test
    void shouldReloadAPluginWhoseFileHasAnotherNameNow() throws IOException {
        plugin("demo").write(jar("demo-1.jar"));
        plugin("other").write(jar("other.jar"));
        try (Plugins plugins = load()) {
            Files.delete(jar("demo-1.jar"));
            assertThatThrownBy(() -> plugins.reload("demo"))
                    .isInstanceOf(PluginException.class)
                    .hasMessage(jar("demo-1.jar") + ": is gone, and 0 new jars in " + directory
                            + " hold plugin 'demo'; put one there");

            plugin("demo").write(jar("demo-2.jar"));

            try (Plugin reloaded = plugins.reload("demo")) {
                assertThat(reloaded.jar()).contains(jar("demo-2.jar"));
            }
        }
    }

    @Test
    void shouldLeaveNothingOfARetiredPlugin() throws IOException {
        TestJar.plugin("demo", "return Verdict.drop(0, \"old\");").write(jar("demo.jar"));
        try (Plugins plugins = load()) {
            WeakReference<ClassLoader> retired = retire(plugins);

            long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (retired.get() != null && System.nanoTime() < deadlineNs) {
                System.gc();
            }
            assertThat(retired.get()).as("class loader of the retired plugin").isNull();
        }
    }

    /** In a method of its own, so that no variable holds what was retired. */
    private static WeakReference<ClassLoader> retire(Plugins plugins) {
        try (Plugin old = plugins.adopt(plugins.reload("demo"))) {
            assertThat(answer(old)).isEqualTo("old");
            return new WeakReference<>(old.loader());
        }
    }

    @Test
    void shouldKeepTheOldWhenTheNewIsWrong() throws IOException {
        TestJar.plugin("demo", "return Verdict.drop(0, \"old\");").write(jar("demo.jar"));
        try (Plugins plugins = load()) {
            plugin("other").write(jar("demo.jar"));

            assertThatThrownBy(() -> plugins.reload("demo"))
                    .hasMessage(
                            jar("demo.jar") + ": held plugin 'demo', but holds 'other' now; put it under another file"
                                    + " name and restart");
            assertThatThrownBy(() -> plugins.reload("dmo"))
                    .hasMessageStartingWith("there is no plugin 'dmo'; there are: ");
            assertThat(answer(plugins.find("demo").orElseThrow())).isEqualTo("old");
            assertThat(plugins.reload("ttl")).isSameAs(plugins.find("ttl").orElseThrow());
        }
    }

    @Test
    void shouldLoadNothingMoreOnceClosed() throws IOException {
        TestJar.plugin("demo", "return Late.VERDICT;")
                .source(
                        "demo.Late",
                        "package demo; public class Late { static final io.headgate.api.Verdict VERDICT ="
                                + " io.headgate.api.Verdict.drop(0, \"late\"); }")
                .write(jar("demo.jar"));
        Plugins plugins = load();
        Plugin demo = plugins.find("demo").orElseThrow();
        Filter filter = demo.factory().create(null);
        plugins.close();

        assertThatThrownBy(() -> filter.onPacket(null))
                .isInstanceOf(NoClassDefFoundError.class)
                .hasRootCauseMessage("demo.Late: plugin demo.jar was unloaded");
    }
}
