package io.headgate.daemon.control;

import io.headgate.control.ControlException;
import io.headgate.control.Verb;
import io.headgate.control.Verbs;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.yaml.Suggestion;
import io.headgate.daemon.swap.Swapper;
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
    public static Verbs of(Swapper swapper, Supplier<StatusReport> status, Supplier<FiltersReport> filters) {
        return new Verbs(
                List.of(
                        new Verb(
                                "swap",
                                "NAME [--lane L]: loads a plugin anew and puts it in the place of the one that runs.",
                                words -> swap(swapper, words)),
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
