package io.aclk.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.EffectiveConfig.Change;
import io.aclk.api.config.EffectiveConfig.Setting;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code config [--json]}: the values in force, where each comes from, what it overrides, and what is wrong. */
@Component(
        service = Function.class,
        property = {
            Command.NAME + "=config",
            Command.HELP + "=the settings in force, where each comes from, and what is wrong: [--json]"
        })
public final class ConfigCommand extends Command {

    /** Longer than the configuration waits for a file that File Install is about to deliver. */
    private static final Duration FIRST_VALUES = Duration.ofSeconds(15);

    private static final Duration STEP = Duration.ofMillis(50);
    private static final int KEY_WIDTH = 18;
    private static final int MAX_VALUE_WIDTH = 40;
    private static final String INDENT = " ".repeat(KEY_WIDTH);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile EffectiveConfig config;

    private final Duration limit;

    /** Called by SCR, which sets the reference. */
    @Activate
    public ConfigCommand() {
        limit = FIRST_VALUES;
    }

    /** For tests: with a service, which may be {@code null}. */
    ConfigCommand(EffectiveConfig config, Duration limit) {
        this.config = config;
        this.limit = limit;
    }

    @Override
    Outcome run(List<String> args, String user) {
        boolean json = args.equals(List.of("--json"));
        if (!args.isEmpty() && !json) {
            return Outcome.usage("usage: config [--json]");
        }
        EffectiveConfig service = config;
        if (service == null) {
            return Outcome.failed("the bundle io.aclk.config does not run; start it, or the feature aclk");
        }
        List<Setting> settings = settings(service);
        if (settings.isEmpty()) {
            return Outcome.failed("the configuration was not read within " + limit.toSeconds()
                    + " s; the log says why, if there is something to say");
        }
        List<String> problems = service.problems();
        return Outcome.done(json ? json(settings, problems) : text(settings, problems));
    }

    /** Just after the start there are none yet. */
    private List<Setting> settings(EffectiveConfig service) {
        long end = System.nanoTime() + limit.toNanos();
        List<Setting> settings = service.settings();
        while (settings.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(STEP.toNanos());
            settings = service.settings();
        }
        return settings;
    }

    private static String text(List<Setting> settings, List<String> problems) {
        int width = settings.stream()
                .mapToInt(setting -> shown(setting.value()).length())
                .filter(length -> length <= MAX_VALUE_WIDTH)
                .max()
                .orElse(1);
        StringBuilder text = new StringBuilder();
        for (Setting setting : settings) {
            text.append(padded(setting.key(), KEY_WIDTH))
                    .append(padded(shown(setting.value()), width + 2))
                    .append(source(setting))
                    .append('\n');
            List<String> overrides = setting.overrides();
            if (overrides.size() > 1) {
                text.append(INDENT)
                        .append("overrides ")
                        .append(String.join("; ", overrides))
                        .append('\n');
            }
            setting.change()
                    .ifPresent(
                            change -> text.append(INDENT).append(marked(change)).append('\n'));
        }
        problems.forEach(problem -> text.append("Problem: ").append(problem).append('\n'));
        return text.toString();
    }

    private static String source(Setting setting) {
        boolean before = setting.change()
                .filter(change -> change.kind() != Change.Kind.TRIAL)
                .isPresent();
        return setting.source() + (before ? ", as it was before" : "");
    }

    private static String marked(Change change) {
        String value = shown(change.value()) + " (" + change.source() + ")";
        return switch (change.kind()) {
            case CANDIDATE -> "candidate: " + value + " " + change.detail();
            case TRIAL -> "on trial: " + value + " " + change.detail();
            case REFUSED -> "refused: " + value + " does not work: " + change.detail();
        };
    }

    private static String shown(String value) {
        return value.isEmpty() ? "(none)" : value;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String json(List<Setting> settings, List<String> problems) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("settings");
            for (Setting setting : settings) {
                write(setting, json);
            }
            json.writeEndArray();
            write("problems", problems, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return text.toString();
    }

    private static void write(Setting setting, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", setting.key());
        json.writeStringField("value", setting.value());
        json.writeStringField("source", setting.source());
        write("overrides", setting.overrides(), json);
        if (setting.change().isPresent()) {
            Change change = setting.change().get();
            json.writeObjectFieldStart("change");
            json.writeStringField("kind", change.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("value", change.value());
            json.writeStringField("source", change.source());
            json.writeStringField("detail", change.detail());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void write(String name, List<String> texts, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
