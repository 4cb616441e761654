package io.headgate.daemon.config;

import io.headgate.control.ControlPath;
import io.headgate.daemon.config.yaml.Section;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where operators may connect. */
final class ControlReader {
    private static final int MAX_LISTENS = 8;
    private static final String CONTROL = "control";
    private static final String LISTEN = "listen";
    private static final String PATH = "path";
    private static final String PERMISSIONS = "permissions";
    private static final String GROUP = "group";
    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}");

    private ControlReader() {}

    /** Those that are right; none if the configuration has no such key. */
    static List<ControlPath> read(Section root) {
        List<ControlPath> paths = new ArrayList<>();
        if (root.keyNames().contains(CONTROL)) {
            root.blocks(CONTROL, MAX_LISTENS, entry -> entry(entry, paths));
        } else {
            root.list(CONTROL); // Known, though it may be left out.
        }
        return paths;
    }

    private static void entry(Section entry, List<ControlPath> paths) {
        Optional<Section> block = entry.block(LISTEN);
        if (block.isEmpty()) {
            entry.noteAt(LISTEN, "missing key 'listen': give a block with 'path'");
            return;
        }
        Section listen = block.get();
        listen.refuse("port", "address", "mode");
        String path = listen.text(PATH).orElse(ControlPath.DEFAULT_PATH.toString());
        String permissions = listen.text(PERMISSIONS).orElse(ControlPath.DEFAULT_PERMISSIONS);
        Optional<String> group = listen.text(GROUP);
        listen.finish();
        if (!ControlPath.arePermissions(permissions)) {
            listen.noteAt(PERMISSIONS, Section.allowed(PERMISSIONS, permissions, "three octal digits, as in \"0660\""));
        }
        group.filter(name -> !GROUP_NAME.matcher(name).matches())
                .ifPresent(name -> listen.noteAt(GROUP, Section.allowed(GROUP, name, "the name of a group")));
        if (listen.isSpoilt()) {
            return;
        }
        try {
            ControlPath control = new ControlPath(Path.of(path), permissions, group);
            if (paths.stream().anyMatch(other -> other.path().equals(control.path()))) {
                listen.noteAt(PATH, "'path' is " + path + ", but another entry listens there already");
            }
            paths.add(control);
        } catch (InvalidPathException noPath) {
            listen.noteAt(PATH, Section.allowed(PATH, path, "the name of a file"));
        } catch (IllegalArgumentException wrong) {
            listen.noteAt(PATH, "'path': " + wrong.getMessage());
        }
    }
}
