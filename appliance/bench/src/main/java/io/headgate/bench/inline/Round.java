package io.headgate.bench.inline;

import java.util.LinkedHashMap;
import java.util.Map;

/** All cases of one profile, measured one after the other, so under nearly the same conditions. */
record Round(int number, Profile profile, Map<Case, Sample> samples) {
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("round", number);
        map.put("profile", profile.label());
        samples.forEach((which, sample) -> map.put(which.label(), sample.toMap()));
        return map;
    }
}
