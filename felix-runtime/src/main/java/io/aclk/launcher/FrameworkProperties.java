package io.aclk.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The framework properties of an instance: where its files are, and how the base bundles behave. */
final class FrameworkProperties {

    /** Bundles that start above this level are none of ours. */
    static final int START_LEVEL = 100;

    /** Where the framework keeps its bundles. */
    static final String STORAGE = "org.osgi.framework.storage";

    private static final String WATCHED = "felix.fileinstall.dir";
    private static final String FILTER = "felix.fileinstall.filter";
    private static final String INSTALLER_FILES = "felix.fileinstall.tmpdir";
    private static final String LOGBACK = "org.ops4j.pax.logging.property.file";

    private FrameworkProperties() {}

    /** The properties of an instance. */
    static Map<String, String> of(Distribution distribution, Path dir) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("aclk.dir", dir.toString());
        properties.put("aclk.conf.default", distribution.conf().toString());
        properties.put("aclk.version", distribution.version());

        properties.put(STORAGE, dir.resolve("data/cache").toString());
        properties.put("org.osgi.framework.startlevel.beginning", Integer.toString(START_LEVEL));
        properties.put("felix.shutdown.hook", "false");
        properties.put("felix.log.level", "1");
        // an open jar holds its directory in memory: 680 KB for one of Bouncy Castle's
        properties.put("felix.cache.filelimit", "12");

        // the files are the configuration, so that no secret in one of them is stored a second time
        properties.put("felix.cm.pm", "memory");

        // configurations from conf/, bundles from deploy/; the first scan ends before the features start
        properties.put(WATCHED, dir.resolve("conf") + "," + dir.resolve("deploy"));
        properties.put(FILTER, ".*\\.(cfg|config|cfg\\.json|jar)");
        properties.put(INSTALLER_FILES, dir.resolve("data/cache/fileinstall").toString());
        properties.put("felix.fileinstall.enableConfigSave", "false");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.poll", "500");
        properties.put("felix.fileinstall.subdir.mode", "skip");
        properties.put("felix.fileinstall.start.level", "90");
        properties.put("felix.fileinstall.log.level", "1");

        // without it Gogo's shell, if somebody deploys it, ends the framework with standard input
        properties.put("gosh.args", "--noshutdown --nointeractive");

        properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
        // until and unless the PID org.ops4j.pax.logging names another file
        properties.put(LOGBACK, logback(distribution, dir).toString());
        return properties;
    }

    /**
     * The properties of a framework that looks at a stopped instance for a moment: the link alone, without the settings
     * of its log, and with everything that is written in a directory of its own.
     *
     * @param dir instance directory
     * @param own directory of this framework
     */
    static Map<String, String> probe(Distribution distribution, Path dir, Path own) throws IOException {
        Map<String, String> properties = of(distribution, dir);
        properties.put("aclk.probe", "true");
        properties.put("aclk.features.only", "aclk");
        properties.put(STORAGE, own.resolve("cache").toString());
        properties.put(WATCHED, dir.resolve("conf").toString());
        properties.put(FILTER, "(?!org\\.ops4j\\.pax\\.logging).*\\.(cfg|config|cfg\\.json)");
        properties.put(INSTALLER_FILES, own.resolve("fileinstall").toString());
        properties.put(LOGBACK, distribution.conf().resolve("logback.xml").toString());
        return properties;
    }

    private static Path logback(Distribution distribution, Path dir) {
        Path own = dir.resolve("conf").resolve("logback.xml");
        return Files.isRegularFile(own) ? own : distribution.conf().resolve("logback.xml");
    }
}
