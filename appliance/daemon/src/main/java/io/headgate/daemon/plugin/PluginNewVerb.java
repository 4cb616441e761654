package io.headgate.daemon.plugin;

import io.headgate.daemon.cli.CliException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headgate plugin new}: a project that builds, tests and loads as it is. */
@Command(
        name = "new",
        description = "Makes a Maven project for a new plugin: a filter, its factory, a test, a capture.",
        mixinStandardHelpOptions = true)
public final class PluginNewVerb implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The plugin's name: lower case letters, digits and dashes.")
    private String name;

    @Option(names = "--package", required = true, paramLabel = "PACKAGE", description = "Java package: com.example.")
    private String javaPackage;

    @Option(names = "--directory", paramLabel = "DIRECTORY", description = "Where; by default NAME, below this one.")
    private Path directory;

    @Override
    public Integer call() {
        Path target = directory == null ? Path.of(name) : directory;
        try {
            NewProject project = new NewProject(name, javaPackage);
            project.write(target);
            System.out.print("""
                    %1$s is a plugin that works. Next:
                      cd %2$s
                      mvn -o verify
                      headgate plugin check target/%1$s-0.1.0.jar
                    Then make src/main/java/%3$s.java yours; README.md says how to load it.
                    """.formatted(name, target, project.filterFile()));
            return 0;
        } catch (IllegalArgumentException wrong) {
            throw CliException.usage(wrong.getMessage());
        } catch (IOException failed) {
            throw CliException.failed(target + ": cannot be written: " + failed, failed);
        }
    }
}
