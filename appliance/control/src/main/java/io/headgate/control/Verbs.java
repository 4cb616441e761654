package io.headgate.control;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verbs of an appliance, by name. Thread: immutable; {@link #answer} on any. */
public final class Verbs {
    /** Answers with the process that listens, so that another one can say whose a socket is. */
    static final String OWNER = "owner";

    private static final Logger LOG = LoggerFactory.getLogger(Verbs.class);

    private final Map<String, Verb> verbs = new TreeMap<>();
    private final BiFunction<String, Collection<String>, Optional<String>> meant;

    /**
     * @param meant finds among known words the one that was probably meant
     */
    public Verbs(List<Verb> verbs, BiFunction<String, Collection<String>, Optional<String>> meant) {
        this.meant = meant;
        add(new Verb(OWNER, "Says which process this is.", arguments -> owner()));
        add(new Verb("help", "Lists the verbs.", arguments -> help()));
        verbs.forEach(this::add);
    }

    private void add(Verb verb) {
        if (verbs.putIfAbsent(verb.name(), verb) != null) {
            throw new IllegalArgumentException("two verbs are called '" + verb.name() + "'");
        }
    }

    private static String owner() {
        return "process " + ProcessHandle.current().pid();
    }

    private String help() {
        return verbs.values().stream()
                .map(verb -> String.format("%-10s %s", verb.name(), verb.summary()))
                .collect(Collectors.joining("\n"));
    }

    /** Carries a request out: a verb and its arguments, blanks between them. Never throws. */
    Answer answer(String request) {
        List<String> words = List.of(request.strip().split("\\s+", -1));
        String name = words.get(0);
        Verb verb = verbs.get(name);
        if (verb == null) {
            return Answer.error(unknown(name));
        }
        try {
            return Answer.ok(verb.action().run(words.subList(1, words.size())));
        } catch (ControlException refused) {
            return Answer.error(refused.getMessage());
        } catch (OutOfMemoryError | InternalError | UnknownError fatal) {
            throw fatal;
        } catch (RuntimeException | Error failure) {
            LOG.error("control verb={} failed", name, failure);
            return Answer.error("'" + name + "' failed, the appliance's log says where: " + failure);
        }
    }

    private String unknown(String name) {
        if (name.isEmpty()) {
            return "no verb given; known here: " + String.join(", ", verbs.keySet());
        }
        String suggestion = meant.apply(name, verbs.keySet())
                .map(known -> "; did you mean '" + known + "'?")
                .orElse(";");
        return "unknown verb '" + name + "'" + suggestion + " known here: " + String.join(", ", verbs.keySet());
    }
}
