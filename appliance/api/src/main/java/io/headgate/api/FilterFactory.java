package io.headgate.api;

/**
 * Makes the filters of one plugin. Found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.headgate.api.FilterFactory}.
 *
 * <p>Thread: the one that starts the appliance.
 */
public interface FilterFactory {
    /** The name by which a configuration calls the plugin, as in {@code plugin: ttl}. Lower case and dashes. */
    String name();

    /**
     * Creates a filter; called once per lane and place in its chain. Must not open anything: that is for {@link
     * Filter#start}.
     *
     * @param with the plugin's settings; a key that is not asked for here is reported as unknown
     * @throws IllegalArgumentException with key, value and allowed range, if the settings make no sense
     */
    Filter create(Settings with);
}
