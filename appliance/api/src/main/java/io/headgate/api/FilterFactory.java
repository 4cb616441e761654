package io.headgate.api;

import java.util.List;
import java.util.Set;

/**
 * Makes the filters of one plugin. Found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.headgate.api.FilterFactory}.
 *
 * <p>Thread: the one that starts the appliance, or {@code admin} when a plugin is loaded later.
 */
public interface FilterFactory {
    /** The name by which a configuration calls the plugin, as in {@code plugin: ttl}. Lower case and dashes. */
    String name();

    /** What the plugin does, one sentence for the operator. */
    String summary();

    /** What its {@code with} block may hold; every key that {@link #create} asks for. */
    default List<Option<?>> options() {
        return List.of();
    }

    /** What its filters may do beyond deciding about the packet at hand. */
    default Set<Permission> permissions() {
        return Set.of();
    }

    /**
     * Creates a filter; called once per lane and place in its chain, and to try the settings. Must not open anything: that
     * is for {@link Filter#onAttach}.
     *
     * @param with the plugin's settings; a key that is not asked for here is reported as unknown
     * @throws IllegalArgumentException with key, value and allowed range, if the settings make no sense
     */
    Filter create(Settings with);
}
