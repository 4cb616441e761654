package io.headgate.daemon.console;

import io.headgate.net.script.Session;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Says when a form is whole, and which word stands at the cursor. */
final class FormParser implements Parser {
    private static final String DELIMITERS = "()'\"{}; \t\r\n";

    /** The word at the cursor, up to the cursor: what completion replaces. */
    private record Word(String line, int cursor, String word) implements CompletingParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && Session.isIncomplete(line)) {
            throw new EOFError(-1, -1, "form is not whole", ")");
        }
        int start = cursor;
        while (start > 0 && DELIMITERS.indexOf(line.charAt(start - 1)) < 0) {
            start--;
        }
        return new Word(line, cursor, line.substring(start, cursor));
    }

    @Override
    public boolean isEscapeChar(char ch) {
        return false;
    }

    @Override
    public boolean validCommandName(String name) {
        return true;
    }
}
