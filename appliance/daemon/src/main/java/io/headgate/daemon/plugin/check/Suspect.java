package io.headgate.daemon.plugin.check;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something a filter should not refer to.
 *
 * @param what classes or members, by the beginnings of their names
 * @param isForbidden whether it never works or always harms, rather than only on a lane's thread
 * @param reason why, and what to do instead
 */
record Suspect(Pattern what, boolean isForbidden, String reason) {
    private static final List<Suspect> ALL = List.of(
            forbidden(
                    "java\\.lang\\.(System\\.exit|Runtime\\.(exit|halt))",
                    "ends the appliance: throw, or refuse in onAttach"),
            forbidden("sun\\.misc\\.Unsafe|jdk\\.unsupported\\..*", "can crash the JVM: use the setters of Packet"),
            forbidden("(sun|jdk\\.internal)\\..*", "is the JDK's own and changes with it: use what java.* offers"),
            caution(
                    "java\\.lang\\.Thread\\.(<init>|start|sleep|startVirtualThread|ofVirtual|ofPlatform)|java\\.util\\.Timer\\..*|"
                            + "java\\.util\\.concurrent\\.(Executors|ForkJoinPool|CompletableFuture)\\..*",
                    "threads outlive the filter, and sleeping stops the lane: use onTick"),
            caution(
                    "java\\.net\\.(.*Socket.*|URL|URLConnection|http\\..*|InetAddress\\.getByName)|java\\.nio\\.channels\\..*",
                    "the network stops the lane: use FilterContext.inject, or a socket in onAttach and onDetach only"),
            caution(
                    "java\\.io\\.(File|FileInputStream|FileOutputStream|RandomAccessFile|FileReader|FileWriter)|"
                            + "java\\.nio\\.file\\.Files(\\..*)?",
                    "a disk stops the lane: read files in onAttach only"),
            caution("java\\.lang\\.(ProcessBuilder|Runtime\\.exec)(\\..*)?", "programs stop the lane: use none"),
            caution(
                    "java\\.lang\\.System\\.(load|loadLibrary)",
                    "a native library can be loaded by one class loader only"),
            caution(
                    "java\\.lang\\.System\\.(out|err)",
                    "printing stops the lane: use FilterContext.logger in onAttach"));

    private static Suspect forbidden(String what, String reason) {
        return new Suspect(Pattern.compile(what), true, reason);
    }

    private static Suspect caution(String what, String reason) {
        return new Suspect(Pattern.compile(what), false, reason);
    }

    /** What is wrong with a class or member, if anything is. */
    static Optional<Suspect> of(String reference) {
        return ALL.stream()
                .filter(suspect -> suspect.what.matcher(reference).matches())
                .findFirst();
    }
}
