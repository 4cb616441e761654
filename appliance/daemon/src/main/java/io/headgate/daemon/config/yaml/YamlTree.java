package io.headgate.daemon.config.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Makes a tree of a YAML text. The limits are looked after event by event before there is a tree, so a hostile text costs
 * no more than being read.
 */
public final class YamlTree {
    static final int MAX_DEPTH = 32;
    static final int MAX_ALIASES = 50;

    private final Problems problems;
    private final LoadSettings settings;

    /** Where the newest event ended. */
    private Optional<Mark> reached = Optional.empty();

    private int documents;
    private int aliases;

    /** For each open collection its anchor, if it has one. */
    private final Deque<Optional<Anchor>> open = new ArrayDeque<>();

    private YamlTree(Problems problems) {
        this.problems = problems;
        this.settings = LoadSettings.builder()
                .setLabel(problems.file())
                .setUseMarks(true)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowNonScalarKeys(true)
                .build();
    }

    /**
     * Reads one document.
     *
     * @throws ConfigException if the text is none, or exceeds a limit
     */
    public static Node read(Problems problems, String text) {
        return new YamlTree(problems).compose(ConfigText.requirePrintable(problems.file(), text));
    }

    private Node compose(String text) {
        Optional<Node> root = Optional.empty();
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                look(event);
                problems.throwIfAny();
            }
            root = new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException malformed) {
            String context = malformed.getContext() == null ? "" : malformed.getContext() + ", ";
            problems.add(
                    malformed.getProblemMark().or(malformed::getContextMark),
                    "is not YAML: " + context + malformed.getProblem());
        } catch (YamlEngineException malformed) {
            // The parser does not always say where; it had come so far.
            problems.add(reached, "is not YAML behind this place: " + malformed.getMessage());
        }
        problems.throwIfAny();
        return root.orElseThrow(() -> ConfigException.ofFile(problems.file(), "is empty; it needs at least 'lanes'"));
    }

    private void look(Event event) {
        reached = event.getEndMark();
        switch (event.getEventId()) {
            case DocumentStart -> {
                if (++documents > 1) {
                    refuse(event, "a second document begins here, but a configuration is one; remove the '---'");
                }
            }
            case MappingStart, SequenceStart -> {
                open.push(((NodeEvent) event).getAnchor());
                if (open.size() > MAX_DEPTH) {
                    refuse(event, "is nested deeper than the " + MAX_DEPTH + " levels that are allowed");
                }
            }
            case MappingEnd, SequenceEnd -> open.pop();
            case Alias -> lookAtAlias((AliasEvent) event);
            default -> {
                // Scalars, comments and the stream's ends have no limit of their own.
            }
        }
    }

    private void lookAtAlias(AliasEvent event) {
        if (open.contains(Optional.of(event.getAlias()))) {
            refuse(event, "alias '*" + event.getAlias() + "' stands inside of what it names");
        }
        if (++aliases > MAX_ALIASES) {
            refuse(event, "has more than the " + MAX_ALIASES + " aliases (*name) that are allowed");
        }
    }

    private void refuse(Event event, String message) {
        problems.add(event.getStartMark(), message);
    }
}
