package io.headgate.plugin.nat;

import io.headgate.toolkit.prefix.PrefixSet;
import java.util.Optional;

/**
 * What a NAT is told.
 *
 * @param inside whose sources are translated
 * @param outside none of them inside
 * @param ports of TCP and UDP that mappings may have
 * @param flows most flows
 * @param makesRoom whether a new flow from inside takes the place of the one longest without a packet
 * @param isHairpinning whether inside hosts reach each other by outside ends
 * @param dropsUnmatched whether what comes to an outside address and belongs to no flow is dropped
 * @param outsideInterface the only one where sources are translated and packets come back; without it addresses decide
 */
record NatSettings(
        PrefixSet inside,
        OutsideAddresses outside,
        PortSet ports,
        Timeouts timeouts,
        Filtering filtering,
        int flows,
        boolean makesRoom,
        boolean isHairpinning,
        boolean dropsUnmatched,
        Optional<String> outsideInterface) {}
