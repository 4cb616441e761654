/** The {@code headgate} command: {@link io.headgate.daemon.Main} and its verbs, each in a package of its own. */
package io.headgate.daemon;
