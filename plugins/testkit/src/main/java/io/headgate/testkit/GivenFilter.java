package io.headgate.testkit;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Permission;
import io.headgate.api.Settings;
import java.util.Set;

/** The plugin of a filter that is no plugin's. */
record GivenFilter(String name, Filter filter, Set<Permission> permissions) implements FilterFactory {
    @Override
    public String summary() {
        return "A filter of a test.";
    }

    @Override
    public Filter create(Settings with) {
        return filter;
    }
}
