package io.headgate.daemon.doctor;

import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Finding.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all checks found.
 *
 * @param findings by the check's name, in order
 */
public record Report(Map<String, Finding> findings) {
    private static final int NAME_WIDTH = 16;
    private static final int STATE_WIDTH = 6;

    /** Whether nothing keeps the appliance from working. */
    public boolean isOk() {
        return count(State.FAIL) == 0;
    }

    private long count(State state) {
        return findings.values().stream().filter(f -> f.state() == state).count();
    }

    /** {@code {checks: [{name, state, detail, remedy}], ok}}. */
    public Map<String, Object> toMap() {
        List<Map<String, Object>> checks = new ArrayList<>();
        findings.forEach((name, finding) -> {
            Map<String, Object> check = new LinkedHashMap<>();
            check.put("name", name);
            check.put("state", finding.state().name());
            check.put("detail", finding.detail());
            check.put("remedy", finding.remedy());
            checks.add(check);
        });
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("checks", checks);
        map.put("ok", isOk());
        return map;
    }

    /** A line for each check, its remedy set in below it, and a line that sums up and begins with {@code title}. */
    public String toText(String title) {
        StringBuilder text = new StringBuilder();
        findings.forEach((name, finding) -> {
            String line = pad(name, NAME_WIDTH) + pad(finding.state().name(), STATE_WIDTH) + finding.detail();
            text.append(line).append(System.lineSeparator());
            finding.remedy()
                    .lines()
                    .forEach(step -> text.append(" ".repeat(NAME_WIDTH + STATE_WIDTH + 2))
                            .append(step.strip())
                            .append(System.lineSeparator()));
        });
        return text + title + ": ok " + count(State.OK) + ", warn " + count(State.WARN) + ", fail " + count(State.FAIL)
                + ", skipped " + count(State.SKIP);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
