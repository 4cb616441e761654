package io.headgate.plugin.nat;

/**
 * From whom packets are let in to a mapping.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4787#section-5">RFC 4787, section 5</a>
 */
enum Filtering {
    /** From ends that the inside host has sent to from this mapping. */
    ADDRESS_AND_PORT_DEPENDENT,
    /** From any port of addresses that it has sent to. */
    ADDRESS_DEPENDENT,
    /** From everybody. */
    ENDPOINT_INDEPENDENT
}
