package io.aclk.config.internal;

import io.aclk.api.config.EffectiveConfig.Change;
import io.aclk.api.config.EffectiveConfig.Change.Kind;
import io.aclk.api.config.EffectiveConfig.Fixed;
import io.aclk.api.config.EffectiveConfig.Setting;
import io.aclk.config.shared.ProxyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people are told: the settings in force, and what is wrong. Immutable.
 *
 * @param settings in the order of {@link LinkKey}
 * @param aboveClaim by its key what goes before a value given at a claim
 * @param problems one line each
 */
record Report(List<Setting> settings, Map<String, Fixed> aboveClaim, List<String> problems) {

    static final Report EMPTY = new Report(List.of(), Map.of(), List.of());

    Report {
        settings = List.copyOf(settings);
        aboveClaim = Map.copyOf(aboveClaim);
        problems = List.copyOf(problems);
    }

    /** Of what the doors say and which of it is in force. */
    static Report of(Merger.Merged merged, Trials trials) {
        List<Setting> settings = new ArrayList<>();
        merged.values().forEach((key, values) -> {
            if (key != LinkKey.CLAIMED_ID) {
                settings.add(setting(key, values, trials));
            }
        });
        Map<String, Fixed> aboveClaim = new HashMap<>();
        merged.aboveClaim()
                .forEach((key, value) ->
                        aboveClaim.put(key.key(), new Fixed(display(key, value.text()), value.source())));
        List<String> problems = new ArrayList<>(merged.problems());
        trials.refusal().ifPresent(refusal -> refusal.route()
                .changed(trials.inForce())
                .forEach(key -> problems.add(problem(key, refusal, trials.inForce()))));
        return new Report(settings, aboveClaim, problems);
    }

    private static String problem(LinkKey key, Trials.Refusal refusal, Route inForce) {
        Merger.Value refused = refusal.route().values().get(key);
        String kept = display(key, inForce.text(key));
        return refused.source()
                + (refused.isDefault()
                        ? ": '" + key.key() + "' without a value"
                        : ": the new value of '" + key.key() + "'")
                + " does not work: " + refusal.why() + "; "
                + (kept.isEmpty() ? "no value" : kept) + " stays in force until that is changed";
    }

    private static Setting setting(LinkKey key, List<Merger.Value> values, Trials trials) {
        boolean routed = Route.KEYS.contains(key);
        Merger.Value inForce = routed ? trials.inForce().values().get(key) : values.get(0);
        // a value that is kept stands at no door any more, and hides none
        boolean kept = !inForce.equals(values.get(0));
        return new Setting(
                key.key(),
                display(key, inForce.text()),
                inForce.source(),
                kept
                        ? List.of()
                        : values.stream()
                                .skip(1)
                                .filter(value -> !value.equals(inForce))
                                .map(Merger.Value::source)
                                .toList(),
                routed ? change(key, trials) : Optional.empty());
    }

    private static Optional<Change> change(LinkKey key, Trials trials) {
        Route inForce = trials.inForce();
        if (trials.candidate().isPresent()) {
            return change(key, inForce, Kind.CANDIDATE, trials.candidate().get(), "is tried beside the connection");
        }
        if (trials.refusal().isPresent()) {
            return change(
                    key,
                    inForce,
                    Kind.REFUSED,
                    trials.refusal().get().route(),
                    trials.refusal().get().why());
        }
        return trials.proven()
                .flatMap(proven -> change(
                        key,
                        inForce,
                        Kind.TRIAL,
                        proven,
                        "returns unless the link comes online with the new value within " + Trials.ONLINE.toMinutes()
                                + " minutes"));
    }

    private static Optional<Change> change(LinkKey key, Route inForce, Kind kind, Route other, String detail) {
        return inForce.changed(other).contains(key)
                ? Optional.of(new Change(kind, display(key, other.text(key)), other.source(key), detail))
                : Optional.empty();
    }

    private static String display(LinkKey key, String text) {
        return key == LinkKey.PROXY ? ProxyValue.forDisplay(text) : text;
    }
}
