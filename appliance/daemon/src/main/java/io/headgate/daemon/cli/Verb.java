package io.headgate.daemon.cli;

/**
 * A verb of the command line that lives in another module: a class with picocli's annotations, found by {@link
 * java.util.ServiceLoader}.
 */
public interface Verb {}
