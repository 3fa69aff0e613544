package io.aclk.doctor.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.EffectiveConfig.Setting;
import io.aclk.api.config.LinkSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link Check#CONFIGURATION}. */
final class ConfigurationCheck {

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
                    problems.get(0) + more(problems.size() - 1),
                    "correct it there: it is read again at once; "
                            + services.commands().config() + " shows all values and mistakes");
        }
        return Finding.passed(Check.CONFIGURATION, summary(services.config().get()));
    }

    private static String more(int others) {
        return others == 0 ? "" : " (and " + others + " more)";
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
