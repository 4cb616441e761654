package io.headgate.daemon.control;

import io.headgate.control.ControlException;
import io.headgate.control.Verb;
import io.headgate.control.Verbs;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.yaml.Suggestion;
import io.headgate.daemon.swap.Swapper;
import io.headgate.engine.lane.CounterNames;
import io.headgate.engine.telemetry.TelemetryBoard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The verbs of a running appliance. */
public final class ControlVerbs {
    private static final String JSON = "--json";
    private static final String LANE = "--lane";

    private ControlVerbs() {}

    /**
     * All of them.
     *
     * @param status reads the lanes at each call; so does {@code filters}
     */
    public static Verbs of(
            Swapper swapper, TelemetryBoard telemetry, Supplier<StatusReport> status, Supplier<FiltersReport> filters) {
        return new Verbs(
                List.of(
                        new Verb(
                                "swap",
                                "NAME [--lane L]: loads a plugin anew and puts it in the place of the one that runs.",
                                words -> swap(swapper, words)),
                        new Verb(
                                "telemetry",
                                "NAME VALUE: tells filters a number, such as a server's load.",
                                words -> telemetry(telemetry, words)),
                        new Verb(
                                "status",
                                "[--json]: what became of the packets of each lane, and where they come from.",
                                words -> isJson("status", words)
                                        ? Json.line(status.get().toMap())
                                        : status.get().toText()),
                        new Verb(
                                "filters",
                                "[--json]: how the filters of each lane are doing.",
                                words -> isJson("filters", words)
                                        ? Json.line(filters.get().toMap())
                                        : filters.get().toText())),
                Suggestion::of);
    }

    private static boolean isJson(String verb, List<String> words) {
        if (words.isEmpty() || words.equals(List.of(JSON))) {
            return !words.isEmpty();
        }
        throw new ControlException(
                "'" + verb + "' takes nothing but " + JSON + ", not '" + String.join(" ", words) + "'");
    }

    private static String telemetry(TelemetryBoard board, List<String> words) {
        if (words.size() != 2) {
            throw new ControlException("'telemetry' takes a name and a number, not '" + String.join(" ", words) + "'");
        }
        try {
            CounterNames.require("telemetry", words.get(0));
            board.report(words.get(0), Double.parseDouble(words.get(1)));
        } catch (NumberFormatException noNumber) {
            throw new ControlException("'" + words.get(1) + "' is no number", noNumber);
        } catch (IllegalArgumentException refused) {
            throw new ControlException(refused.getMessage(), refused);
        }
        return words.get(0) + " is " + words.get(1);
    }

    private static String swap(Swapper swapper, List<String> words) {
        List<String> left = new ArrayList<>(words);
        Optional<String> lane = Optional.empty();
        int option = left.indexOf(LANE);
        if (option >= 0 && option + 1 < left.size()) {
            lane = Optional.of(left.remove(option + 1));
            left.remove(option);
        }
        if (left.size() != 1 || left.get(0).startsWith("-")) {
            throw new ControlException("'swap' takes the name of one plugin and may take --lane NAME, not '"
                    + String.join(" ", words) + "'");
        }
        return swapper.swap(left.get(0), lane).toText();
    }
}
