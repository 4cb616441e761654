package io.headgate.daemon.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of Java in a document. To be compiled it is put into what it leaves out:
 *
 * <ul>
 *   <li>Every block sees what is in {@link #IMPORTS}, beside its own imports.
 *   <li>One that declares a class, interface, record or enum at the beginning of a line is a file.
 *   <li>One that has an annotation or an access modifier at the beginning of a line is the inside of a class, abstract, that
 *       is a filter, its factory and hands over its state.
 *   <li>Any other is the inside of a method that may throw and has {@code context}, {@code packet}, {@code with} and {@code
 *       nowNs}; where it returns nothing, nothing is asked.
 * </ul>
 *
 * @param file the document, as messages call it
 * @param line of the document, from 1, that holds the first line of the block
 */
record Snippet(String file, int line, String text) {
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern TYPE = Pattern.compile(
            "^(?:public |final |abstract |sealed )*(?:class|interface|record|enum|@interface) (\\w+)",
            Pattern.MULTILINE);
    private static final Pattern MEMBER =
            Pattern.compile("^(?:@\\w+|public|protected|private|static) ?", Pattern.MULTILINE);
    private static final Pattern RETURN = Pattern.compile("^return ", Pattern.MULTILINE);

    private static final List<String> IMPORTS = List.of(
            "io.headgate.api.*",
            "io.headgate.testkit.*",
            "java.nio.*",
            "java.nio.file.*",
            "java.util.*",
            "org.junit.jupiter.api.Test",
            "static org.assertj.core.api.Assertions.*");

    /** The blocks of a document. */
    static List<Snippet> of(String file, String document) {
        List<Snippet> snippets = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(document);
        while (blocks.find()) {
            int line = 1 + (int) document.substring(0, blocks.start(1)).lines().count();
            snippets.add(new Snippet(file, line, blocks.group(1)));
        }
        return snippets;
    }

    /** The class that the compiler is told it is. */
    String className() {
        Matcher type = TYPE.matcher(text);
        return type.find() ? type.group(1) : "Snippet";
    }

    /** What is compiled; {@link #linesBefore} lines of it come before the block's first one. */
    String source() {
        return before() + text + after();
    }

    /** How many lines of the source are not the document's. */
    int linesBefore() {
        return (int) before().lines().count();
    }

    private boolean isFile() {
        return TYPE.matcher(text).find();
    }

    private boolean isMember() {
        return MEMBER.matcher(text).find();
    }

    private String before() {
        StringBuilder lines = new StringBuilder();
        IMPORTS.forEach(name -> lines.append("import ").append(name).append(";\n"));
        if (!isFile()) {
            lines.append("abstract class Snippet implements Filter, FilterFactory, StateHandover {\n");
            if (!isMember()) {
                lines.append(RETURN.matcher(text).find() ? "Object" : "void")
                        .append(
                                " run(FilterContext context, Packet packet, Settings with, long nowNs) throws Exception {\n");
            }
        }
        return lines.toString();
    }

    private String after() {
        return isFile() ? "" : isMember() ? "}\n" : "}\n}\n";
    }
}
