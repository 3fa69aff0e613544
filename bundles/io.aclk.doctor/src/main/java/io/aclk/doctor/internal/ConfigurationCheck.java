package io.aclk.doctor.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.EffectiveConfig.Setting;
import io.aclk.api.config.LinkSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@link Check#CONFIGURATION}. */
final class ConfigurationCheck {

    /** Mistakes that are told; who made more has enough to do. */
    private static final int MAX_SHOWN = 10;

    private ConfigurationCheck() {}

    static Finding of(Services services) {
        if (services.config().isEmpty()) {
            return Finding.failed(
                    Check.CONFIGURATION, "the bundle io.aclk.config is missing or stopped", Examination.START_BUNDLE);
        }
        if (services.settings().isEmpty()) {
            return Finding.failed(
                    Check.CONFIGURATION,
                    "there are no settings: io.aclk.config has not written " + LinkSettings.PID,
                    "look for the reason in log/error.log (`grep ACLK`)");
        }
        List<String> problems = new ArrayList<>(services.config().get().problems());
        missingAuthorities(services).forEach(problems::add);
        if (!problems.isEmpty()) {
            return Finding.failed(
                    Check.CONFIGURATION,
                    listed(problems),
                    "correct it there: it is read again at once; "
                            + services.commands().config() + " shows all values and mistakes");
        }
        return Finding.passed(Check.CONFIGURATION, summary(services.config().get()));
    }

    /** All of them up to a bound; a single line, as each cause is. */
    private static String listed(List<String> problems) {
        if (problems.size() == 1) {
            return problems.get(0);
        }
        String shown = IntStream.range(0, Math.min(problems.size(), MAX_SHOWN))
                .mapToObj(i -> "(" + (i + 1) + ") " + problems.get(i))
                .collect(Collectors.joining("; "));
        int others = problems.size() - MAX_SHOWN;
        return problems.size() + " mistakes: " + shown + (others > 0 ? "; and " + others + " more" : "");
    }

    /** The setting {@code ca} passes over what is missing, since a claim brings its own file later. */
    private static List<String> missingAuthorities(Services services) {
        List<String> problems = new ArrayList<>();
        for (Path file : services.settings().get().network().trusted()) {
            if (!Files.exists(file)) {
                problems.add("the file of the setting `ca` is not there: " + file);
            } else if (!Files.isReadable(file)) {
                problems.add("the file of the setting `ca` cannot be read by this user: " + file);
            }
        }
        return problems;
    }

    private static String summary(EffectiveConfig config) {
        List<Setting> changed = config.settings().stream()
                .filter(setting -> !setting.source().equals("default"))
                .toList();
        if (changed.isEmpty()) {
            return "all values are the defaults";
        }
        return "no mistakes; set: "
                + String.join(", ", changed.stream().map(Setting::key).toList());
    }
}
