package io.headgate.net.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EvaluatorTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "(list (set 'a 1 'b 2) a b)|(2 1 2)",
                "(list (setq a 1 b 2) a b)|(2 1 2)",
                "(list (if nil 1) (if '() 1) (if nil 1 2 3) (if 0 1) (if \"\" 1))|(nil () 3 1 1)",
                "(list (if nil 1 2) (unless 5 1) (unless nil 1 2) (begin) (begin 1 2))|(2 5 2 nil 2)",
                "(list (while nil 1) (until true 1) (until 5))|(nil nil 5)",
                "(begin (set 'i 0) (while (< i 5) (set 'i (+ i 1)) (* i 10)))|50",
                "(begin (set 'i 0) (until (= i 3) (set 'i (+ i 1))))|3",
                "(list (and) (or) (and 1 2) (and 1 nil) (or nil 3) (not nil) (not '()) (not 0))|(true nil 2 nil 3 true true nil)",
                "(list (= 1 1.0) (= nil '()) (= \"\") (= 0) (= nil) (= '(1 2) '(1 2.0)) (= 1 \"1\"))|(true nil true true true true nil)",
                "(list (< nil '()) (< true '()) (< 'a '()) (< '() '(1)) (= '() '()) (= '(nil) '(())))|(true true true true true nil)",
                "(list (= '()) (= '(1)) (!= '()) (< '()) (> '(1)))|(true nil nil nil true)",
                "(list (= \"a\" \"a\" \"b\") (= 'a 'a) (!= 1 2 1) (!= 1 1) (= \"a\\000b\" \"a\\000c\"))|(nil true true nil nil)",
                "(list (< 1 2 3) (> 1 2) (<= 1 1) (>= 2 1) (< \"a\" \"b\") (< 1 \"a\"))|(true nil true true true true)",
                "(list (+) (*) (- 5) (/ 5) (/ 7 2) (+ 1.9 2.9) (- 10 1 2))|(0 1 -5 5 3 3 7)",
                "(list (length \"h\\195\\169\") (length '(1 2)) (length nil))|(3 2 0)",
                "(list (first '(1 2)) (rest '(1 2)) (first \"abc\") (rest \"abc\") (nth 1 '(a b)) (nth -1 \"abc\"))|(1 (2) \"a\" \"bc\" b \"c\")",
                "(list (slice '(1 2 3 4) 1 2) (slice \"abcdef\" 2) (slice \"abcdef\" -3 2) (slice \"abcdef\" 1 -2))|((2 3) \"cdef\" \"de\" \"bcd\")",
                "(list (string 1 \"a\" '(\"b\" 2)) (append \"a\" \"b\") (append '(1) '(2 3)))|(\"1a(\\\"b\\\" 2)\" \"ab\" (1 2 3))",
                "(list ('(1 (2 3)) 1 0) ('(1 2 3) -1) ('(1 2 3) 1.9) (\"h\\195\\169\" 1))|(2 3 2 \"\\195\\169\")",
                "(list undefined 'undefined (quote (a b)) ''a)|(nil undefined (a b) 'a)",
            })
    void shouldEvaluateAsTheOriginal(String source, String expected) {
        assertThat(Program.value(source)).isEqualTo(expected);
    }

    /** The texts are what newLISP 10.7.5 printed behind {@code ERR: }. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "(net-listen)|missing argument in function net-listen",
                "(net-listen nil)|missing argument in function net-listen",
                "(net-listen (begin nil))|missing argument",
                "(net-listen zz)|value expected in function net-listen : nil",
                "(net-listen 1 2)|string expected in function net-listen : 2",
                "(net-listen 20126 \"127.0.0.1\" \"tcp\")|invalid option in function net-listen",
                "(net-listen 20126 \"\" \"\")|invalid option in function net-listen",
                "(net-accept zz)|value expected in function net-accept : zz",
                "(net-accept (list 1))|value expected : (list 1)",
                "(net-connect \"a\" 3 nil)|number or string expected in function net-connect : nil",
                "(net-connect \"127.0.0.1\" 3 \"q\")|invalid option in function net-connect",
                "(net-receive 3)|symbol expected in function net-receive : nil",
                "(net-receive 3 \"x\" 4)|symbol expected in function net-receive : \"x\"",
                "(net-receive 3 'x 4)|symbol expected in function net-receive : x",
                "(net-receive 3 nil 4)|symbol is protected in function net-receive : nil",
                "(net-receive 3 x)|missing argument in function net-receive",
                "(set 'a (list 1 2)) (net-receive 3 (a 1) 4)|no reference found in function net-receive",
                "(net-select 3 \"R\" 0)|invalid parameter in function net-select : \"R\"",
                "(net-select (list \"a\") \"r\" 0)|value expected : \"a\"",
                "(net-select nil \"r\" 0)|list or number expected in function net-select : nil",
                "(net-send 3 \"abc\" nil)|value expected in function net-send : nil",
                "(net-ipv 5)|invalid parameter in function net-ipv",
                "(set 'rlist nil) (set 'b (rlist 1))|invalid function in function set : (rlist 1)",
                "(nil 1)|invalid function : (nil 1)",
                "(name 1)|invalid function : (name 1)",
                "(set 'a (list 1 2)) (a 5)|invalid list index",
                "(set 3 4)|symbol expected in function set : 3",
                "(set 'nil 1)|symbol is protected in function set : nil",
                "(set 'print 3)|symbol is protected in function set : print",
                "(/ 1 0)|division by zero in function /",
                "(+ 1 \"a\")|value expected in function + : \"a\"",
                "(first nil)|array, list or string expected in function first : nil",
            })
    void shouldThrowTheErrorsOfTheOriginal(String source, String expected) {
        assertThat(Program.error(source)).endsWith(": " + expected).startsWith("test.lsp:1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"udp\"", "1"})
    void shouldEvaluateTheThirdArgumentOfConnectOnce(String third) {
        assertThat(Program.output("(set 'n 0) (net-connect \"127.0.0.1\" 9 (begin (set 'n (+ n 1)) %s)) (print n)"
                        .formatted(third)))
                .isEqualTo("1");
    }

    @Test
    void shouldTakeHandlesAsWholeNumbers() {
        String listen = "(set 's (net-connect \"\" 0 \"udp\"))";
        assertThat(Program.value(listen
                        + " (list (net-select (+ s 0) \"w\" 0) (net-select 3.9 \"w\" 0) (net-select '(3.9) \"w\" 0))"))
                .isEqualTo("(true true (3))");
        assertThat(Program.value(listen + " (list (net-select 4294967299 \"w\" 0) (first (net-error)))"))
                .isEqualTo("(nil 14)");
        assertThat(Program.value(listen + " (list (net-select '(4294967299) \"w\" 0) (first (net-error)))"))
                .isEqualTo("(nil 14)");
    }

    @Test
    @Timeout(10)
    void shouldReadALongWordThatIsNoNumberAtOnce() {
        assertThat(Program.error("1".repeat(200_000) + "x")).contains("invalid number");
    }

    @Test
    void shouldNameTheInnermostListOfAnError() {
        assertThat(Program.error("(begin\n  1\n  (list 2\n    (net-listen)))"))
                .isEqualTo("test.lsp:4:5: missing argument in function net-listen");
    }

    @Test
    void shouldEndWithTheStatusOfExit() {
        try (Program program = new Program()) {
            assertThat(program.run("(exit 3) (first nil)".getBytes(StandardCharsets.UTF_8)))
                    .hasValue(3);
            assertThat(program.run("(exit)".getBytes(StandardCharsets.UTF_8))).hasValue(0);
            assertThat(program.run("1".getBytes(StandardCharsets.UTF_8))).isEmpty();
        }
    }

    @Test
    void shouldBoundWhatAProgramHolds() {
        assertThat(Program.error("(set 's \"x\") (while true (set 's (append s s)))"))
                .contains("string too long in function append");
        assertThat(Program.error("(set 'l '(1)) (while true (set 'l (append l l)))"))
                .contains("not enough memory");
        assertThat(Program.error("(set 'l '()) (while true (set 'l (list l)))"))
                .contains("nested too deeply in function list");
        assertThat(Program.error("(set 's \"" + "x".repeat(1 << 20) + "\")")).contains("program too long");
    }

    /** A loop gives back what each turn has held. */
    @Test
    void shouldLoopForAsLongAsItLikes() {
        assertThat(
                        Program.value(
                                "(set 's \"0123456789\") (set 'i 0) (while (< i 200000) (set 't (append s s s s s s s s s s)) (set 'i (+ i 1)))"))
                .isEqualTo("200000");
    }

    @Test
    void shouldBeInterrupted() throws Exception {
        for (String endless : new String[] {
            "(while true)", "(set 'a (net-listen 0 \"127.0.0.1\")) (net-accept a)", "(net-select (list) \"r\" -1)"
        }) {
            try (Program program = new Program()) {
                CompletableFuture<String> error = CompletableFuture.supplyAsync(() -> {
                    try {
                        return program.run(("(set 'begun 1)" + endless).getBytes(StandardCharsets.UTF_8))
                                .toString();
                    } catch (ScriptException wrong) {
                        return wrong.getMessage();
                    }
                });
                while (!error.isDone()) {
                    program.session.interrupt();
                    Thread.onSpinWait();
                }

                assertThat(error.get()).as(endless).startsWith("interrupted");
                assertThat(program.run("(exit 7)".getBytes(StandardCharsets.UTF_8)))
                        .hasValue(7);
            }
        }
    }

    @Test
    void shouldDescribeEveryFunction() {
        try (Program program = new Program()) {
            assertThat(program.session.builtins()).hasSizeLessThan(60).allSatisfy(builtin -> {
                assertThat(builtin.description()).isNotBlank();
                assertThat(Program.output("(help)")).contains(builtin.signature());
            });
        }
    }
}
