package io.headgate.plugin.sniblock;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;

/** What the filter counts beside its drops. */
final class SniCounters {
    final Counter hellos;
    final Counter split;
    final Counter tooLong;
    final Counter givenUp;
    final Counter damaged;
    final Counter nameless;
    final Counter encrypted;
    final Counter unsent;
    final Counter evicted;
    final Gauge awaited;

    SniCounters(FilterContext context) {
        hellos = context.counter("hellos", "client hellos that were read");
        split = context.counter("split-hello", "client hellos that came in several segments");
        tooLong = context.counter("too-long", "client hellos for which there is no room: they pass");
        givenUp = context.counter(
                "given-up",
                "connections whose hello lacked something for too long: what they send passes until one begins");
        damaged = context.counter("damaged", "client hellos that contradict themselves: they pass");
        nameless = context.counter("nameless", "client hellos without a server name: they pass");
        encrypted = context.counter(
                "encrypted-hello",
                "client hellos with an encrypted one inside, or what looks so: judged by the outer name");
        unsent = context.counter("unsent", "resets to servers for which there was no room");
        evicted = context.counter("evicted", "connections that were forgotten before their hello was whole");
        awaited = context.gauge("awaited", "connections that are remembered");
    }
}
