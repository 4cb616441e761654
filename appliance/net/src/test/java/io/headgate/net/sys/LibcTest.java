package io.headgate.net.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls every function once against a C library that says how it was called. */
class LibcTest {
    private static final Path SOURCE = Path.of("src", "test", "c", "echo.c");

    /** Layout of {@code struct record} in echo.c. */
    private static final int TEXT = 64;

    private static final int CALLS = 2 * TEXT;
    private static final int COUNT = CALLS + 8;
    private static final int ARGUMENTS = COUNT + 8;

    private static final int ERRNO = 77;

    /** The echo library: the functions of {@link Libc}, and its own. */
    public interface Echo extends Libc {
        Pointer last_call();

        void answer(long result, int errno);
    }

    private static Echo echo;

    @BeforeAll
    static void compile(@TempDir Path directory) throws IOException, InterruptedException {
        Path library = directory.resolve("libecho.so");
        Path log = directory.resolve("gcc.log");
        List<String> command = List.of(
                "gcc", "-shared", "-fPIC", "-fno-builtin", "-Wall", "-o", library.toString(), SOURCE.toString());
        try {
            Process gcc = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(gcc.waitFor())
                    .as(() -> "gcc could not compile " + SOURCE + ": " + read(log))
                    .isZero();
        } catch (IOException missing) {
            throw new AssertionError(
                    "this test needs gcc to compile " + SOURCE + "; install a C compiler: " + missing.getMessage(),
                    missing);
        }
        Sys.libc(); // Loading it later would make calls between one that a test makes and its errno.
        echo = LibraryLoader.create(Echo.class).load(library.toString());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    static Stream<Method> functions() {
        return Arrays.stream(Libc.class.getMethods()).sorted(Comparator.comparing(Method::getName));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void shouldPassEveryArgumentWholeAndInItsPlace(Method function) throws ReflectiveOperationException {
        Class<?>[] types = function.getParameterTypes();
        Object[] arguments = new Object[types.length];
        long[] expected = new long[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(types[i], i);
            expected[i] = asNumber(arguments[i]);
        }
        boolean isLong = function.getReturnType() == long.class;
        long result = isLong ? 0x7172_7374_7576_7778L : 0x7172_7374;
        echo.answer(result, 0);

        Object returned = function.invoke(echo, arguments);

        if (function.getReturnType() != void.class) {
            assertThat(((Number) returned).longValue()).isEqualTo(result);
        }
        Pointer record = echo.last_call();
        assertThat(record.getString(0, TEXT, StandardCharsets.US_ASCII)).isEqualTo(function.getName());
        assertThat(record.getLong(CALLS)).isEqualTo(1);
        assertThat(record.getLong(COUNT)).isEqualTo(types.length);
        for (int i = 0; i < types.length; i++) {
            if (types[i] == String.class) {
                assertThat(record.getString(TEXT, TEXT, StandardCharsets.US_ASCII))
                        .isEqualTo(arguments[i]);
            } else {
                assertThat(record.getLong(ARGUMENTS + 8L * i))
                        .as("argument %d, a %s", i + 1, types[i].getSimpleName())
                        .isEqualTo(expected[i]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void shouldReturnMinusOneAndSaveErrno(Method function) throws ReflectiveOperationException {
        Class<?>[] types = function.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(types[i], i);
        }
        echo.answer(-1, ERRNO);

        Object returned = function.invoke(echo, arguments);

        if (function.getReturnType() != void.class) {
            assertThat(((Number) returned).longValue()).isEqualTo(-1);
        }
        assertThat(Sys.errno()).isEqualTo(ERRNO);
    }

    /** Values that differ in every half, some of them negative, so that a cut or a swapped argument shows. */
    private static Object argument(Class<?> type, int i) {
        int low = (i % 2 == 0 ? 0xF1A2_B300 : 0x71C2_D300) + i;
        long whole = 0x1234_5670_0000_0000L + ((long) (i + 1) << 56) + (low & 0xFFFF_FFFFL);
        if (type == int.class) {
            return low;
        }
        if (type == long.class) {
            return whole;
        }
        if (type == Pointer.class) {
            return Pointer.wrap(Sys.runtime(), whole);
        }
        if (type == String.class) {
            return "/some/where/" + i;
        }
        throw new AssertionError("no value for " + type);
    }

    private static long asNumber(Object argument) {
        if (argument instanceof Pointer pointer) {
            return pointer.address();
        }
        return argument instanceof Number number ? number.longValue() : 0;
    }

    /** The functions are found by reflection; this guards against a list that is empty or an echo that is old. */
    @Test
    void shouldHaveAnEchoOfEveryFunction() throws IOException {
        Set<String> names = new TreeSet<>();
        functions().forEach(function -> names.add(function.getName()));
        String source = Files.readString(SOURCE);

        assertThat(names).hasSize(Libc.class.getMethods().length).contains("recvmmsg", "sendmsg", "sendto", "setns");
        assertThat(names).allMatch(name -> source.contains("echo(\"" + name + "\""));
    }

    @Test
    void shouldKeepErrnoOfTheCallingThreadOnly() throws InterruptedException, InvocationTargetException {
        echo.answer(-1, ERRNO);
        echo.close(3);
        int[] other = {-1};
        Thread thread = new Thread(() -> {
            echo.answer(-1, 5);
            echo.close(4);
            other[0] = Sys.errno();
        });
        thread.start();
        thread.join();

        assertThat(Sys.errno()).isEqualTo(ERRNO);
        assertThat(other[0]).isEqualTo(5);
    }
}
