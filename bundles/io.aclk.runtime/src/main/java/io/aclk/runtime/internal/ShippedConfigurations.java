package io.aclk.runtime.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configurations that no file of the owner gives: the values of a feature file, and over them those of the shipped {@code
 * conf/<pid>.cfg}. One with a file of the same name in the instance belongs to File Install alone, and one whose file
 * goes away gets these values back.
 */
final class ShippedConfigurations implements ConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(ShippedConfigurations.class);
    private static final String ENDING = ".cfg";
    /** Marks what this class wrote, so that it can be removed when it is no longer shipped. */
    private static final String MARK = "aclk.shipped";
    /** Any location: the bundle that uses the PID is another one. */
    private static final String ANY_LOCATION = "?";

    private final ConfigurationAdmin admin;
    private final InstanceFiles files;
    private final List<String> wanted;
    private volatile Map<String, Map<String, Object>> shipped = Map.of();

    /**
     * Configurations of an instance.
     *
     * @param wanted PIDs that must have a configuration, if only an empty one
     */
    ShippedConfigurations(ConfigurationAdmin admin, InstanceFiles files, Collection<String> wanted) {
        this.admin = admin;
        this.files = files;
        this.wanted = List.copyOf(wanted);
    }

    /**
     * Writes what no file of the owner gives, and removes what another distribution or other features shipped.
     *
     * @param features the features that are installed now
     */
    void use(Collection<FeatureFile> features) throws IOException {
        Map<String, Map<String, Object>> next = new TreeMap<>();
        wanted.forEach(pid -> next.put(pid, Map.of()));
        features.forEach(feature -> next.putAll(feature.configurations()));
        if (!files.shippedConf().equals(files.conf()) && Files.isDirectory(files.shippedConf())) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(files.shippedConf(), "*" + ENDING)) {
                for (Path file : stream) {
                    add(next, file);
                }
            }
        }
        shipped = next;
        for (Configuration old : marked()) {
            if (!next.containsKey(old.getPid())) {
                old.delete();
            }
        }
        for (String pid : next.keySet()) {
            apply(pid);
        }
    }

    private static void add(Map<String, Map<String, Object>> shipped, Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        if (properties.isEmpty()) {
            return;
        }
        String name = file.getFileName().toString();
        String pid = name.substring(0, name.length() - ENDING.length());
        Map<String, Object> values = new TreeMap<>(shipped.getOrDefault(pid, Map.of()));
        properties.forEach((key, value) -> values.put(key.toString(), value));
        shipped.put(pid, values);
    }

    private Configuration[] marked() throws IOException {
        try {
            Configuration[] marked = admin.listConfigurations("(" + MARK + "=true)");
            return marked == null ? new Configuration[0] : marked;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void apply(String pid) throws IOException {
        if (Files.isRegularFile(files.conf().resolve(pid + ENDING))) {
            return;
        }
        Configuration configuration = admin.getConfiguration(pid, ANY_LOCATION);
        Map<String, Object> given = shipped.get(pid);
        if (given == null) {
            return;
        }
        Dictionary<String, Object> values = new Hashtable<>(given);
        values.put(MARK, true);
        configuration.updateIfDifferent(values);
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_DELETED && shipped.containsKey(event.getPid())) {
            try {
                apply(event.getPid());
            } catch (IOException e) {
                LOG.error("the shipped values of {} cannot be used again: {}", event.getPid(), e.getMessage());
            }
        }
    }
}
