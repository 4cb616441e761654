package io.headgate.engine.plugin;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

/**
 * The classes of one plugin. They see the JDK, the filter interface, the toolkit, slf4j and their own jar; the rest of the
 * appliance is not there for them, so it may change without breaking them, and two plugins may bring different versions of
 * one library. This prevents accidents, not malice.
 */
final class PluginLoader extends ClassLoader implements Closeable {
    /** Packages that plugins share with the appliance. A jar's own copy of their classes is not looked at. */
    static final List<String> SHARED = List.of("io.headgate.api.", "io.headgate.toolkit.", "org.slf4j.");

    private static final String VISIBLE =
            "a plugin sees io.headgate.api, io.headgate.toolkit, org.slf4j, the JDK and its own jar";

    static {
        registerAsParallelCapable();
    }

    private final String jarName;
    private final ClassLoader appliance;
    private final ProtectionDomain domain;
    private volatile Map<String, byte[]> entries;

    PluginLoader(JarContents jar) {
        super("plugin " + jar.path().getFileName(), getPlatformClassLoader());
        this.jarName = String.valueOf(jar.path().getFileName());
        this.appliance = PluginLoader.class.getClassLoader();
        this.entries = jar.entries();
        this.domain = new ProtectionDomain(new CodeSource(url(jar), (Certificate[]) null), null, this, null);
    }

    private static URL url(JarContents jar) {
        try {
            return jar.path().toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException("no URL for " + jar.path(), impossible);
        }
    }

    /** Whether plugins get a class from the appliance. */
    static boolean isShared(String className) {
        return SHARED.stream().anyMatch(className::startsWith);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return isShared(name) ? appliance.loadClass(name) : super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = entries.get(name.replace('.', '/') + ".class");
        if (bytes == null) {
            throw new ClassNotFoundException(reason(name));
        }
        return defineClass(name, bytes, 0, bytes.length, domain);
    }

    private String reason(String name) {
        if (entries.isEmpty()) {
            return name + ": plugin " + jarName + " was unloaded";
        }
        boolean isOurs = appliance.getResource(name.replace('.', '/') + ".class") != null;
        return name + (isOurs ? " belongs to the appliance and is hidden from plugin " : " is not in plugin ") + jarName
                + ": " + VISIBLE;
    }

    @Override
    protected URL findResource(String name) {
        byte[] bytes = entries.get(name);
        if (bytes == null) {
            return null;
        }
        try {
            return new URL("headgate-plugin", null, -1, jarName + "!/" + name, new InMemory(bytes));
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException("no URL for " + name + " in " + jarName, impossible);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL found = findResource(name);
        return found == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(found));
    }

    /** Lets go of the jar: what was not loaded until now cannot be any more. */
    @Override
    public void close() {
        entries = Map.of();
    }

    /** Gives the bytes of one file of the jar. */
    private static final class InMemory extends URLStreamHandler {
        private final byte[] bytes;

        private InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() throws IOException {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
