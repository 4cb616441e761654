package io.headgate.daemon.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was checked, printed as it happens. */
final class CheckList {
    /**
     * One observation.
     *
     * @param phase under which headline it was made, "" for none
     * @param detail what was seen
     */
    record Check(String phase, String name, boolean isOk, String detail) {
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", phase.isEmpty() ? name : phase + ": " + name);
            map.put("ok", isOk);
            map.put("detail", detail);
            return map;
        }
    }

    /** An observation that may fail with an exception. */
    interface Observation {
        String observe() throws Exception;
    }

    /** What an observation throws when it saw something else than it should have. */
    static final class NotAsExpected extends Exception {
        private static final long serialVersionUID = 1L;

        NotAsExpected(String message) {
            super(message);
        }
    }

    private final PrintStream out;
    private final List<Check> checks = new ArrayList<>();
    private String phase = "";

    CheckList(PrintStream out) {
        this.out = out;
    }

    /** Begins a phase; {@code more} only explains it. */
    void phase(String name, String more) {
        phase = name;
        out.println();
        out.println(name + ": " + more);
    }

    void line(String text) {
        out.println("       " + text);
    }

    /** Makes an observation; its failure is a failed check and ends nothing. */
    void check(String name, Observation observation) {
        Check check;
        try {
            check = new Check(phase, name, true, observation.observe());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            check = new Check(phase, name, false, "interrupted");
        } catch (Exception failed) {
            check = new Check(phase, name, false, rootMessage(failed));
        }
        checks.add(check);
        out.printf("  %-4s %-40s %s%n", check.isOk() ? "ok" : "FAIL", check.name(), check.detail());
    }

    private static String rootMessage(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof NotAsExpected ? root.getMessage() : root.toString();
    }

    List<Check> checks() {
        return List.copyOf(checks);
    }

    boolean isAllOk() {
        return checks.stream().allMatch(Check::isOk);
    }
}
