package io.headgate.daemon.host;

import io.headgate.net.sys.Sys;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The bridge to the C library, and from where Java loads it: the installation, or where it is unpacked to at each start.
 *
 * @param installed folder of the installation that holds one for each platform, if the launcher has named it
 * @param unpackFolder where it is unpacked to if the installation has none
 * @param platform as the bridge names it: {@code x86_64-FreeBSD}
 * @param problem why it could not be loaded, empty if it could
 */
public record NativeLibrary(Optional<Path> installed, Path unpackFolder, String platform, String problem) {
    private static final String FILE = "libjffi-1.2.so";

    /** That of this process. */
    static NativeLibrary current() {
        return new NativeLibrary(
                Optional.ofNullable(System.getProperty("jffi.boot.library.path"))
                        .map(Path::of),
                Path.of(System.getProperty("jffi.extract.dir", System.getProperty("java.io.tmpdir"))),
                System.getProperty("os.arch").replace("amd64", "x86_64") + "-" + System.getProperty("os.name"),
                load());
    }

    private static String load() {
        try {
            Sys.isRoot();
            return "";
        } catch (LinkageError refused) {
            return String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
        }
    }

    /** Where the installation should have it. */
    public Optional<Path> file() {
        return installed.map(folder -> folder.resolve(platform).resolve(FILE));
    }

    /** The folder it is loaded from on a host. */
    public Path folder(HostFacts host) {
        return file().filter(host::has).map(Path::getParent).orElse(unpackFolder);
    }
}
