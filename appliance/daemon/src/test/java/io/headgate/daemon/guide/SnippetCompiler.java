package io.headgate.daemon.guide;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles blocks of documents, each by itself, against the tests' class path. */
final class SnippetCompiler {
    private final Path output;

    /** @param output where class files may go */
    SnippetCompiler(Path output) {
        this.output = output;
    }

    /** What is wrong with a block, each as {@code file:line: message}. */
    List<String> errors(Snippet snippet) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "-d", output.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none", "--release", "17");
        compiler.getTask(null, null, diagnostics, options, null, List.of(new Source(snippet)))
                .call();
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> place(snippet, diagnostic) + ": " + diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    private static String place(Snippet snippet, Diagnostic<?> diagnostic) {
        long line = snippet.line() - 1 + diagnostic.getLineNumber() - snippet.linesBefore();
        return snippet.file() + ":" + Math.max(snippet.line(), line);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final Snippet snippet;

        private Source(Snippet snippet) {
            super(URI.create("string:///" + snippet.className() + ".java"), Kind.SOURCE);
            this.snippet = snippet;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return snippet.source();
        }
    }
}
