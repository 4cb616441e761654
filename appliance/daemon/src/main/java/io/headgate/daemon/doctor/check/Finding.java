package io.headgate.daemon.doctor.check;

/**
 * What a check found.
 *
 * @param detail what is so, in one line
 * @param remedy commands or lines of configuration, one per line; empty if nothing is to be done
 */
public record Finding(State state, String detail, String remedy) {
    /** How bad it is. */
    public enum State {
        OK,
        /** It works, but slower or in fewer cases. */
        WARN,
        /** It will not work. */
        FAIL,
        /** Does not apply, or cannot be seen from here. */
        SKIP
    }

    public static Finding ok(String detail) {
        return new Finding(State.OK, detail, "");
    }

    public static Finding warn(String detail, String remedy) {
        return new Finding(State.WARN, detail, remedy);
    }

    public static Finding fail(String detail, String remedy) {
        return new Finding(State.FAIL, detail, remedy);
    }

    public static Finding skip(String detail) {
        return new Finding(State.SKIP, detail, "");
    }
}
