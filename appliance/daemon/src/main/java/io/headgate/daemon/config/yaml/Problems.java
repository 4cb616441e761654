package io.headgate.daemon.config.yaml;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one file, each problem once. */
public final class Problems {
    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();

    public Problems(String file) {
        this.file = file;
    }

    public String file() {
        return file;
    }

    public void add(Node place, String message) {
        add(place.getStartMark(), message);
    }

    /** Notes a problem at a mark, which counts from 0. */
    public void add(Optional<Mark> place, String message) {
        found.add(new Problem(
                file,
                place.map(mark -> mark.getLine() + 1).orElse(0),
                place.map(mark -> mark.getColumn() + 1).orElse(0),
                message));
    }

    /** Grows with each new problem; tells whether something was found in between. */
    public int count() {
        return found.size();
    }

    /**
     * Returns if nothing was found.
     *
     * @throws ConfigException with everything that was
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
    }
}
