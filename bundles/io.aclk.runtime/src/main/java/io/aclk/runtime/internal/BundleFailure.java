package io.aclk.runtime.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line why a bundle could not be installed, resolved or started. */
final class BundleFailure {

    /** How Felix names what a bundle needs and nobody offers; of several in a text the last is the root of it. */
    private static final Pattern MISSING = Pattern.compile(
            "Unable to resolve (\\S+) \\[[^]]*]\\([^)]*\\): missing requirement \\[[^]]*\\[[^]]*]\\([^)]*\\)] ([\\w.]+); (.*?)"
                    + "(?= \\[caused by:| Unresolved requirements:|]*$)");

    private static final String PACKAGE = "osgi.wiring.package";
    private static final Pattern NAME = Pattern.compile("\\(osgi\\.wiring\\.(?:package|bundle|host)=([^)]+)\\)");
    private static final Pattern FROM = Pattern.compile("\\((?:bundle-)?version>=([^)]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\((?:bundle-)?version>=([^)]+)\\)\\)");

    private BundleFailure() {}

    /** The requirement that nobody meets, else the innermost text that says something. */
    static String reason(Throwable failure) {
        String text = failure.getMessage();
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                text = cause.getMessage();
            }
        }
        if (text == null) {
            return failure.getClass().getSimpleName();
        }
        String line = text.replaceAll("\\s+", " ");
        return missing(line, line);
    }

    private static String missing(String line, String otherwise) {
        Matcher matcher = MISSING.matcher(line);
        String reason = otherwise;
        for (boolean first = true; matcher.find(); first = false) {
            reason = (first ? "it" : matcher.group(1) + ", which it uses,") + " needs "
                    + requirement(matcher.group(2), matcher.group(3)) + ", which no bundle offers";
        }
        return reason;
    }

    /** What is needed, in words. */
    static String requirement(String namespace, String filter) {
        Matcher name = NAME.matcher(filter);
        if (!name.find()) {
            return namespace + " " + filter;
        }
        String what = (namespace.equals(PACKAGE) ? "the package " : "the bundle ") + name.group(1);
        String below = BELOW.matcher(filter)
                .results()
                .map(match -> " below " + match.group(1))
                .findFirst()
                .orElse("");
        String versions = FROM.matcher(BELOW.matcher(filter).replaceAll(""))
                .results()
                .map(match ->
                        (match.group(1).equals("0.0.0") ? "" : " version " + match.group(1) + " or later") + below)
                .findFirst()
                .orElse("");
        return what + versions;
    }
}
