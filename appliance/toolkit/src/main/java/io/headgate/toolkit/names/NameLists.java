package io.headgate.toolkit.names;

import io.headgate.toolkit.dns.DnsName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Names that are blocked, and names that are not though they are. Immutable.
 *
 * @param brokenLines lines of the files that were not understood
 * @param told the first of them with file, line and reason; at most five
 */
public record NameLists(NameSet blocked, NameSet allowed, long brokenLines, List<String> told) {
    /**
     * Reads files.
     *
     * @param coversSubdomains whether a name stands for what is below it too, in both kinds of lists
     * @throws IOException with file and reason, if one cannot be read
     * @throws IllegalArgumentException if one is no list of names: none of its lines is understood
     */
    public static NameLists read(List<Path> blocked, List<Path> allowed, boolean coversSubdomains) throws IOException {
        NameListReader reader = new NameListReader(coversSubdomains);
        NameSet names = reader.read(blocked);
        NameSet except = reader.read(allowed);
        return new NameLists(names, except, reader.brokenLines(), reader.told());
    }

    /** Whether a name is blocked, and not allowed. */
    public boolean isBlocked(DnsName name) {
        return blocked.covers(name) && !allowed.covers(name);
    }
}
