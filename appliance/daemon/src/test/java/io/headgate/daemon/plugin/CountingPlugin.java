package io.headgate.daemon.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A plugin that counts packets as a filter of its own state would, and hands the number on: {@code packets} is the lane's
 * counter, {@code state} what the filter itself knows.
 */
final class CountingPlugin {
    static final String NAME = "counting";

    private CountingPlugin() {}

    /** A version that works. */
    static TestJar version(String version) {
        return version(version, "", "", "count = ByteBuffer.wrap(state).getLong();");
    }

    /**
     * A version with more methods.
     *
     * @param factoryMore further methods of the factory
     * @param filterMore further methods of the filter
     */
    static TestJar version(String version, String factoryMore, String filterMore) {
        return version(
                version,
                factoryMore,
                "",
                "count = ByteBuffer.wrap(state).getLong(); } " + filterMore + " private void nothingElse() {");
    }

    /**
     * A version with some of its parts replaced.
     *
     * @param factoryMore further methods of the factory
     * @param onAttachMore statements
     * @param takeOver statements
     */
    static TestJar version(String version, String factoryMore, String onAttachMore, String takeOver) {
        return TestJar.empty()
                .manifest("Headgate-Api: 1.0", "Implementation-Version: " + version)
                .file(TestJar.SERVICE_FILE, "demo.CountingFactory\n")
                .source("demo.CountingFactory", """
                        package demo;

                        import io.headgate.api.*;
                        import java.util.*;

                        public final class CountingFactory implements FilterFactory {
                            public String name() { return "counting"; }
                            public String summary() { return "Counts packets."; }
                            public Filter create(Settings with) {
                                with.integer("size", 1, 9);
                                return new Counting();
                            }
                            %s
                        }
                        """.formatted(factoryMore))
                .source("demo.Counting", """
                        package demo;

                        import io.headgate.api.*;
                        import java.nio.ByteBuffer;

                        public final class Counting implements Filter, StateHandover {
                            private Counter packets;
                            private Gauge state;
                            private Verdict unused;
                            private long count;

                            public void onAttach(FilterContext context) {
                                packets = context.counter("packets", "packets seen by any version");
                                state = context.gauge("state", "packets by the state that was handed over");
                                unused = context.drop("never", "is not used");
                                context.logger().debug("version %s");
                                %s
                            }

                            public Verdict onPacket(Packet packet) {
                                packets.increment();
                                state.set(++count);
                                return Verdict.PASS;
                            }

                            public Segments segments() { return Segments.ANY; }

                            public byte[] handOver() {
                                return ByteBuffer.allocate(8).putLong(count).array();
                            }

                            public void takeOver(byte[] state) { %s }
                        }
                        """.formatted(version, onAttachMore, takeOver));
    }

    /** Puts a jar where another one is, so that nobody sees half of it. */
    static void replace(Path installed, Path by) throws IOException {
        Path copy = Files.copy(
                by,
                installed.resolveSibling("new.tmp"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(copy, installed, StandardCopyOption.ATOMIC_MOVE);
    }
}
