package io.headgate.daemon.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** The project for a new plugin: the files of {@code plugins/template} with the template's names replaced. */
final class NewProject {
    /** What is copied; the template's own build file is not, as it has a parent that an author has not. */
    static final List<String> FILES = List.of(
            "project-pom.xml",
            "gitignore",
            "README.md",
            "src/main/java/io/headgate/plugin/template/package-info.java",
            "src/main/java/io/headgate/plugin/template/TemplateFilter.java",
            "src/main/java/io/headgate/plugin/template/TemplateFilterFactory.java",
            "src/main/resources/META-INF/services/io.headgate.api.FilterFactory",
            "src/test/java/io/headgate/plugin/template/TemplateFilterTest.java",
            "src/test/resources/traffic.pcap");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final String TEMPLATE_NAME = "template-filter";
    private static final String TEMPLATE_CLASS = "TemplateFilter";
    private static final String TEMPLATE_PACKAGE = "io.headgate.plugin.template";
    private static final String APPLIANCE = "io.headgate";

    private final String name;
    private final String javaPackage;
    private final String className;

    /**
     * @throws IllegalArgumentException if no plugin can have that name, or no class that package
     */
    NewProject(String name, String javaPackage) {
        if (!NAME.matcher(name).matches() || name.endsWith("-")) {
            throw new IllegalArgumentException("NAME is '" + name
                    + "', but must be 1 to 32 lower case letters, digits and dashes, a letter first");
        }
        if (!SourceVersion.isName(javaPackage)) {
            throw new IllegalArgumentException(
                    "--package is '" + javaPackage + "', but must be a Java package, as in com.example");
        }
        if (javaPackage.equals(APPLIANCE) || javaPackage.startsWith(APPLIANCE + ".")) {
            throw new IllegalArgumentException(
                    "--package is '" + javaPackage + "', but that is the appliance's: take one of your own");
        }
        this.name = name;
        this.javaPackage = javaPackage;
        this.className = className(name);
    }

    /** {@code my-filter} is made by a class {@code MyFilter}, {@code limit} by {@code LimitFilter}. */
    private static String className(String name) {
        String camel = Arrays.stream(name.split("-", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining());
        return camel.endsWith("Filter") && !camel.equals("Filter") ? camel : camel + "Filter";
    }

    /** The filter's source, below {@code src/main/java} and without its ending. */
    String filterFile() {
        return javaPackage.replace('.', '/') + "/" + className;
    }

    /**
     * Writes the project.
     *
     * @param directory made if it is not there
     * @throws IllegalArgumentException if it is there and has something in it
     */
    void write(Path directory) throws IOException {
        if (Files.exists(directory) && (!Files.isDirectory(directory) || !isEmpty(directory))) {
            throw new IllegalArgumentException(
                    directory + " is there already: nothing was written; give another with --directory");
        }
        for (String file : FILES) {
            Path target = directory.resolve(renamed(file));
            Files.createDirectories(target.toAbsolutePath().getParent());
            Files.write(target, file.endsWith(".pcap") ? template(file) : replaced(template(file)));
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private String renamed(String file) {
        return switch (file) {
            case "project-pom.xml" -> "pom.xml";
            case "gitignore" -> ".gitignore";
            default ->
                file.replace(TEMPLATE_PACKAGE.replace('.', '/'), javaPackage.replace('.', '/'))
                        .replace(TEMPLATE_CLASS, className);
        };
    }

    private byte[] replaced(byte[] text) {
        return new String(text, StandardCharsets.UTF_8)
                .replace(TEMPLATE_PACKAGE, javaPackage)
                .replace(TEMPLATE_CLASS, className)
                .replace(TEMPLATE_NAME, name)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] template(String file) throws IOException {
        try (InputStream in = NewProject.class.getResourceAsStream("template/" + file)) {
            if (in == null) {
                throw new IOException("the template's " + file + " is missing in the appliance");
            }
            return in.readAllBytes();
        }
    }
}
