package io.headgate.daemon.plugin;

import io.headgate.api.ApiVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the jar of a plugin. Classes may see all of the appliance here, so that what a loader hides can be tried. */
final class TestJar {
    static final String SERVICE_FILE = "META-INF/services/io.headgate.api.FilterFactory";

    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();

    private TestJar() {}

    /** An empty jar with a manifest of this version of the filter interface. */
    static TestJar empty() {
        return new TestJar().manifest("Headgate-Api: " + ApiVersion.text());
    }

    /** A plugin whose filter does this with each {@code packet}. */
    static TestJar plugin(String name, String onPacket) {
        return empty().factory(name, onPacket);
    }

    /** The lines of the manifest, but for its version. */
    TestJar manifest(String... lines) {
        return file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + String.join("\n", lines) + "\n");
    }

    /** A file, in place of one that is there. */
    TestJar file(String name, String text) {
        files.put(name, text);
        return this;
    }

    TestJar without(String name) {
        files.remove(name);
        return this;
    }

    /** A class, its file named as it must be. */
    TestJar source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    /** Factory and filter {@code demo.DemoFactory}, with its service file. */
    TestJar factory(String name, String onPacket) {
        source("demo.DemoFactory", """
                package demo;

                import io.headgate.api.*;

                public final class DemoFactory implements FilterFactory {
                    public String name() { return "%s"; }
                    public String summary() { return "Does what a test wants."; }
                    public Filter create(Settings with) { return new DemoFilter(); }
                }
                """.formatted(name));
        source("demo.DemoFilter", """
                package demo;

                import io.headgate.api.*;

                public final class DemoFilter implements Filter {
                    public Verdict onPacket(Packet packet) { %s }
                }
                """.formatted(onPacket));
        return file(SERVICE_FILE, "demo.DemoFactory\n");
    }

    /** Compiles and writes it, readable for all and writable by its owner. */
    Path write(Path jar) throws IOException {
        Path classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
        compile(classes);
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                put(zip, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            for (Path file : files(classes)) {
                put(zip, classes.relativize(file).toString(), Files.readAllBytes(file));
                Files.delete(file);
            }
        }
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        return jar;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    private void compile(Path classes) {
        if (sources.isEmpty()) {
            return;
        }
        List<JavaFileObject> units = sources.entrySet().stream()
                .map(source -> (JavaFileObject) new Source(source.getKey(), source.getValue()))
                .toList();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "--release",
                "17");
        StringWriter errors = new StringWriter();
        if (!compiler.getTask(errors, null, null, options, null, units).call()) {
            throw new IllegalArgumentException(errors.toString());
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        private Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
