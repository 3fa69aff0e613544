package io.aclk.features;

/**
 * Maven coordinates of a bundle, as a feature file writes them.
 *
 * @param group group id
 * @param artifact artifact id
 * @param classifier classifier, may be empty
 * @param version version
 */
record Coordinates(String group, String artifact, String classifier, String version)
        implements Comparable<Coordinates> {

    /**
     * Reads {@code group:artifact:version} or {@code group:artifact:type:classifier:version}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    static Coordinates parse(String text) {
        String[] parts = text.split(":");
        return switch (parts.length) {
            case 3 -> new Coordinates(parts[0], parts[1], "", parts[2]);
            case 5 -> new Coordinates(parts[0], parts[1], parts[3], parts[4]);
            default -> throw new IllegalArgumentException("these are no coordinates of a bundle: " + text);
        };
    }

    /** Name of the jar in a flat folder. */
    String file() {
        return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
    }

    /** Path of the jar in a Maven repository. */
    String path() {
        return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + file();
    }

    /** The {@code mvn:} URL of the jar (OPS4J Pax URL). */
    String url() {
        return "mvn:" + group + "/" + artifact + "/" + version + (classifier.isEmpty() ? "" : "/jar/" + classifier);
    }

    @Override
    public int compareTo(Coordinates other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return group + ":" + artifact + (classifier.isEmpty() ? "" : ":jar:" + classifier) + ":" + version;
    }
}
