/** The {@code headgate} command: {@link headgate.daemon.Main} and its verbs, each in a package of its own. */
package headgate.daemon;
