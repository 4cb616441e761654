package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.NativeLibrary;
import java.nio.file.Path;

/** Whether the bridge to the C library is in the installation, for this platform, and can be loaded. */
public final class NativeStub implements Check {
    @Override
    public String name() {
        return "native-library";
    }

    @Override
    public Finding run(Subject subject) {
        NativeLibrary library = subject.host().jvm().nativeLibrary();
        if (!library.problem().isEmpty()) {
            return Finding.fail(
                    "the native library for " + library.platform() + " cannot be loaded: " + library.problem(),
                    library.platform().endsWith("OpenBSD")
                            ? "it was built for another release of OpenBSD: build jffi 1.4.3 on this host, and put its"
                                    + " libjffi-1.2.so into "
                                    + library.file().map(Path::getParent).orElse(library.unpackFolder())
                            : unpack(library));
        }
        if (library.installed().isEmpty()) {
            return Finding.ok("unpacked to " + library.unpackFolder() + ", since no installation is named");
        }
        Path file = library.file().orElseThrow();
        return subject.host().has(file)
                ? Finding.ok(file.toString())
                : Finding.warn(
                        "the installation has none for " + library.platform() + ", so it is unpacked to "
                                + library.unpackFolder() + " at each start",
                        unpack(library));
    }

    private static String unpack(NativeLibrary library) {
        Path folder = library.installed().orElse(Path.of("/var/lib/headgate/native/jni"));
        Path root = folder.resolveSibling("../lib").normalize();
        return "unzip -o " + root + "/jffi-*-native.jar 'jni/" + library.platform() + "/*' -d " + folder.getParent();
    }
}
