package io.headgate.plugin.blocklist;

import io.headgate.toolkit.prefix.PrefixSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What the files said when they were last read well. Immutable: one reference makes a lane see all of it or nothing. */
record Lists(PrefixSet blocked, PrefixSet allowed) {
    /**
     * Reads the files.
     *
     * @throws IOException as {@link ListFile#read}
     * @throws IllegalArgumentException likewise
     */
    static Lists read(Path blocked, Optional<Path> allowed) throws IOException {
        PrefixSet networks = ListFile.read(blocked);
        PrefixSet except = allowed.isPresent() ? ListFile.read(allowed.get()) : PrefixSet.of(Stream.empty());
        return new Lists(networks, except);
    }

    boolean isBlocked(int address) {
        return blocked.contains(address) && !allowed.contains(address);
    }

    boolean isBlocked(long high, long low) {
        return blocked.contains(high, low) && !allowed.contains(high, low);
    }
}
