package io.headgate.net.script;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Where programs print to; what is printed is out at once. */
final class Output {
    private final OutputStream out;

    Output(OutputStream out) {
        this.out = out;
    }

    List<Builtin> builtins() {
        return List.of(
                new Builtin(
                        "print",
                        "value ...",
                        "prints the values one after the other, gives the last",
                        a -> print(a, "")),
                new Builtin("println", "value ...", "as print, then ends the line", a -> print(a, "\n")));
    }

    private Value print(Arguments arguments, String end) {
        Value last = Value.Nil.NIL;
        for (int i = 0; i < arguments.count(); i++) {
            last = arguments.value(i);
            write(Printer.plain(last));
        }
        if (!end.isEmpty()) {
            line("");
        }
        return last;
    }

    /** What a form typed in has given. */
    void show(Value value) {
        write(Printer.readable(value));
        line("");
    }

    void line(String text) {
        write((text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException("standard output: " + broken.getMessage(), broken);
        }
    }
}
