package io.aclk.runtime.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;

/**
 * The jars that a change would need to go back. Mostly those that the running bundles came from; where another
 * distribution was unpacked over the running one they are gone, and are put together again from what the framework holds.
 */
final class RunningJars {

    private final BundleStore store;
    private final InstalledJars jars;

    RunningJars(BundleStore store, InstalledJars jars) {
        this.store = store;
        this.jars = jars;
    }

    /**
     * A set that can be brought again after a plan.
     *
     * @param running the set that runs
     * @param plan what is going to change
     */
    BundleSet secured(BundleSet running, UpdatePlan plan) throws IOException {
        Map<String, BundleSet.Wanted> bundles = new LinkedHashMap<>(running.bundles());
        for (Bundle bundle : plan.touched()) {
            BundleSet.Wanted wanted = bundles.get(bundle.getLocation());
            if (wanted != null && !isThere(wanted)) {
                Path copy = store.running(wanted.hash());
                AtomicFile.write(copy, out -> write(bundle, out));
                bundles.put(bundle.getLocation(), new BundleSet.Wanted(wanted.entry(), copy, wanted.hash()));
            }
        }
        return new BundleSet(bundles, running.missing());
    }

    private boolean isThere(BundleSet.Wanted wanted) throws IOException {
        return Files.isRegularFile(wanted.jar()) && jars.hash(wanted.jar()).equals(wanted.hash());
    }

    private static void write(Bundle bundle, OutputStream out) throws IOException {
        ZipOutputStream jar = new ZipOutputStream(out);
        add(bundle, JarFile.MANIFEST_NAME, jar);
        addAll(bundle, "/", jar);
        jar.finish();
    }

    private static void addAll(Bundle bundle, String folder, ZipOutputStream jar) throws IOException {
        Enumeration<String> paths = bundle.getEntryPaths(folder);
        for (String path : paths == null ? Collections.<String>emptyList() : Collections.list(paths)) {
            if (path.endsWith("/")) {
                addAll(bundle, path, jar);
            } else if (!path.equals(JarFile.MANIFEST_NAME)) {
                add(bundle, path, jar);
            }
        }
    }

    private static void add(Bundle bundle, String path, ZipOutputStream jar) throws IOException {
        URL entry = bundle.getEntry(path);
        if (entry == null) {
            return;
        }
        jar.putNextEntry(new ZipEntry(path));
        try (InputStream in = entry.openStream()) {
            in.transferTo(jar);
        }
        jar.closeEntry();
    }
}
