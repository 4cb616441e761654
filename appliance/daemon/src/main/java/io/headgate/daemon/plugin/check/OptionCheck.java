package io.headgate.daemon.plugin.check;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.daemon.doctor.check.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compares the options that a factory declares with those that it asks for, and makes a filter on the way. */
final class OptionCheck {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private final FilterFactory factory;
    private final Map<String, List<String>> given;
    private Filter filter;

    /** @param given values by key, for options without default; those of entries of a list as in {@code map.from} */
    OptionCheck(FilterFactory factory, Map<String, List<String>> given) {
        this.factory = factory;
        this.given = given;
    }

    /** What is wrong, or how many options there are. */
    Finding run() {
        List<Option<?>> options = factory.options();
        List<String> wrong = new ArrayList<>(malformed("", options));
        Set<String> declared = names("", options, new TreeSet<>());
        SampleSettings settings = new SampleSettings(given, options);
        Optional<String> failure = create(settings);
        Set<String> undeclared = new TreeSet<>(settings.asked());
        undeclared.removeAll(declared);
        undeclared.forEach(
                key -> wrong.add("create() asks for '" + key + "', which options() does not name: declare it there"));
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(settings.asked());
        unknown.forEach(key -> wrong.add("--with gives '" + key + "', for which create() does not ask: known are "
                + String.join(", ", settings.asked())));
        if (!wrong.isEmpty()) {
            return Finding.fail(wrong.size() + " wrong", String.join("\n", wrong));
        }
        if (failure.isPresent()) {
            return Finding.warn(
                    "no filter can be made of defaults: " + failure.get(), "give what it needs: --with KEY=VALUE");
        }
        Set<String> unasked = new TreeSet<>(declared);
        unasked.removeAll(settings.asked());
        unasked.removeIf(key -> key.contains("."));
        String detail = options.size() + " options, " + settings.asked().size() + " keys asked for";
        return unasked.isEmpty()
                ? Finding.ok(detail)
                : Finding.warn(
                        detail + "; not asked for: " + String.join(", ", unasked),
                        "read them in create(), or take them out of options()");
    }

    /** The filter that was made; empty if there is none. */
    Optional<Filter> filter() {
        return Optional.ofNullable(filter);
    }

    private Optional<String> create(SampleSettings settings) {
        try {
            filter = factory.create(settings);
            return filter == null ? Optional.of("create() returned null") : Optional.empty();
        } catch (RuntimeException | LinkageError refused) {
            return Optional.of(refused instanceof IllegalArgumentException ? refused.getMessage() : refused.toString());
        }
    }

    private static List<String> malformed(String path, List<Option<?>> options) {
        List<String> wrong = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Option<?> option : options) {
            String name = "option '" + path + option.name() + "'";
            if (!NAME.matcher(option.name()).matches()) {
                wrong.add(name + ": a name has lower case letters, digits and dashes, a letter first");
            }
            if (!seen.add(option.name())) {
                wrong.add(name + " is declared twice");
            }
            if (option.explanation().isBlank()) {
                wrong.add(name + " has no explanation: write one sentence for the operator");
            }
            wrong.addAll(malformed(path + option.name() + ".", option.entryOptions()));
        }
        return wrong;
    }

    private static Set<String> names(String path, List<Option<?>> options, Set<String> into) {
        for (Option<?> option : options) {
            into.add(path + option.name());
            names(path + option.name() + ".", option.entryOptions(), into);
        }
        return into;
    }
}
