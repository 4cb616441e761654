package io.headgate.api;

/**
 * What a plugin may do beyond deciding about the packet at hand. Asked for by {@link FilterFactory#permissions}; a call
 * without its permission throws. This prevents accidents, not malice: a plugin runs with the appliance's rights.
 */
public enum Permission {
    /** Send packets of its own: {@link FilterContext#inject}, {@link FilterContext#clone}. */
    INJECT,
    /** Keep packets back for a while: {@link FilterContext#hold}. */
    HOLD,
    /** Copy packets to a mirror: {@link FilterContext#mirror}. */
    MIRROR
}
