package io.headgate.daemon.guide;

import java.nio.file.Path;
import java.util.List;

/** The Java of whole documents. */
public final class Guide {
    private Guide() {}

    /**
     * What is wrong with the blocks of a document, each as {@code file:line: message}.
     *
     * @param file the document, as messages call it
     * @param output where class files may go
     */
    public static List<String> errors(String file, String document, Path output) {
        SnippetCompiler compiler = new SnippetCompiler(output);
        return Snippet.of(file, document).stream()
                .flatMap(snippet -> compiler.errors(snippet).stream())
                .toList();
    }
}
