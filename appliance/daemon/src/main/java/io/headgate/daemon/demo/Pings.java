package io.headgate.daemon.demo;

import io.headgate.daemon.demo.CheckList.NotAsExpected;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.RouterLab;
import java.util.List;
import java.util.regex.Pattern;

/** The client pings the server. */
final class Pings {
    /** ping prints an IPv6 hop limit as {@code ttl=} too. */
    private static final Pattern TTL = Pattern.compile("ttl=(\\d+)");

    private final RouterLab lab;

    Pings(RouterLab lab) {
        this.lab = lab;
    }

    /** The time to live (IPv6: hop limit) with which answers reach the client, the same for all of {@code count} pings. */
    int ttl(String address, int count) throws NotAsExpected {
        String[] ping = {"ping", "-n", "-c", "" + count, "-i", "0.02", "-W", "2", address};
        Command.Result result = Command.tryRun(lab.client().inside(ping));
        List<Integer> ttls = TTL.matcher(result.output())
                .results()
                .map(match -> Integer.parseInt(match.group(1)))
                .toList();
        if (result.status() != 0
                || ttls.size() != count
                || ttls.stream().distinct().count() != 1) {
            throw new NotAsExpected(ttls.size() + " of " + count + " pings answered, with ttl " + ttls);
        }
        return ttls.get(0);
    }
}
