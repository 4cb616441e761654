package io.headgate.daemon.outlets;

import io.headgate.engine.tap.TapStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of the copies for each mirror, as people and programs read it. */
public record TapReport(List<TapStatus> taps) {
    /** Name, counts and target of each. */
    public List<Map<String, Object>> toList() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (TapStatus tap : taps) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", tap.name());
            map.put("target", tap.sink().target());
            map.put("copied", tap.copied());
            map.put("lost", tap.lost());
            map.put("written", tap.sink().packets());
            map.put("bytes", tap.sink().bytes());
            map.put("failed", tap.sink().failed());
            map.put("failure", tap.sink().failure());
            list.add(map);
        }
        return list;
    }

    /** A line for each, each after a line end. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (TapStatus tap : taps) {
            text.append(System.lineSeparator())
                    .append("tap ")
                    .append(tap.name())
                    .append(": copied ")
                    .append(tap.copied())
                    .append(", lost ")
                    .append(tap.lost())
                    .append(", written ")
                    .append(tap.sink().packets())
                    .append(" of ")
                    .append(tap.sink().bytes())
                    .append(" bytes to ")
                    .append(tap.sink().target());
            if (tap.sink().failed() > 0) {
                text.append(", not written ").append(tap.sink().failed());
            }
            if (!tap.sink().failure().isEmpty()) {
                text.append(" (").append(tap.sink().failure()).append(')');
            }
        }
        return text.toString();
    }
}
