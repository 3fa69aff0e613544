package io.aclk.doctor.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.EffectiveConfig.Setting;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.StatusReport;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code support-bundle [--out FILE]}: all that a person who helps wants to see, in one zip, without secrets. A part that
 * cannot be had says so and takes nothing from the others.
 */
@Component(
        service = Function.class,
        property = {
            ControlCommand.NAME + "=support-bundle",
            ControlCommand.HELP + "=state, settings and logs without secrets, as a zip: [--out FILE]"
        })
public final class SupportBundleCommand extends ControlCommand {

    private static final String USAGE = "usage: support-bundle [--out FILE]";
    private static final String OUT = "--out";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final BundleContext context;
    private final Doctor doctor;
    private final Map<String, String> environment;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile NodeDirectory nodes;

    /** Made by SCR. */
    @Activate
    public SupportBundleCommand(BundleContext context, @Reference Doctor doctor) {
        this(context, doctor, System.getenv());
    }

    /** With another environment, for tests. */
    SupportBundleCommand(BundleContext context, Doctor doctor, Map<String, String> environment) {
        this.context = context;
        this.doctor = doctor;
        this.environment = environment;
    }

    @Override
    Reply run(List<String> args) throws InterruptedException {
        Optional<String> out = out(args);
        if (out.isEmpty() && !args.isEmpty()) {
            return Reply.usage(USAGE);
        }
        Path file;
        try {
            file = Path.of(out.orElseGet(this::defaultName));
        } catch (InvalidPathException e) {
            return Reply.usage(OUT + " is not a path");
        }
        if (!file.isAbsolute() && doctor.agent() == Diagnosis.Agent.RUNNING) {
            // the agent writes the file, and its working directory is not that of the caller
            return Reply.usage(OUT + " needs an absolute path, such as /tmp/support-bundle.zip");
        }
        try {
            write(file);
            return new Reply(0, file.toAbsolutePath() + "\n", "");
        } catch (FileAlreadyExistsException e) {
            return Reply.failed(file + " is there already; name another file with " + OUT);
        } catch (IOException e) {
            return Reply.failed("cannot write " + file + ": " + e.getMessage() + "; name another file with " + OUT);
        }
    }

    private static Optional<String> out(List<String> args) {
        if (args.size() == 2 && args.get(0).equals(OUT)) {
            return Optional.of(args.get(1));
        }
        return args.size() == 1 && args.get(0).startsWith(OUT + "=")
                ? Optional.of(args.get(0).substring(OUT.length() + 1))
                : Optional.empty();
    }

    /** A running agent may write to its own directory alone; of a stopped one the directory stays as it is. */
    private String defaultName() {
        Path folder =
                doctor.agent() == Diagnosis.Agent.RUNNING ? doctor.instance().root() : Path.of("");
        return folder.resolve("support-bundle-" + LocalDateTime.now().format(STAMP) + ".zip")
                .toString();
    }

    private void write(Path file) throws IOException, InterruptedException {
        InstanceDirectory instance = doctor.instance();
        OwnersFiles owners = new OwnersFiles(instance, environment);
        Map<String, String> texts = new LinkedHashMap<>();
        Diagnosis diagnosis = doctor.examine(false);
        texts.put("doctor.txt", TextReport.of(diagnosis));
        texts.put("doctor.json", JsonReport.of(diagnosis) + "\n");
        status(texts);
        texts.put("configuration.txt", part(this::configuration));
        parts(texts, "conf/", owners::read);
        texts.put("variables.txt", String.join("\n", owners.variables()) + "\n");
        texts.put("cloud.d.txt", part(() -> Evidence.identity(instance)));
        texts.put("bundles.txt", part(() -> Evidence.bundles(context)));
        texts.put("threads.txt", part(Evidence::threads));
        texts.put("versions.txt", part(() -> Evidence.versions(context)));
        parts(texts, "log/", () -> Evidence.logs(instance));
        SupportBundle.write(file, texts, new Scrubber(owners.secrets()));
    }

    private void status(Map<String, String> texts) {
        Optional<LinkStatus> status = doctor.services().link().map(link -> link.status());
        NodeDirectory directory = nodes;
        List<Node> known = directory == null ? List.of() : directory.nodes();
        texts.put(
                "status.txt",
                status.map(now -> StatusReport.text(now, known, ZoneId.systemDefault()))
                        .orElse("the bundle io.aclk.link is missing or stopped\n"));
        status.ifPresent(now -> texts.put("status.json", StatusReport.json(now, known) + "\n"));
    }

    private String configuration() {
        Optional<EffectiveConfig> config = doctor.services().config();
        if (config.isEmpty()) {
            return "the bundle io.aclk.config is missing or stopped\n";
        }
        StringBuilder out = new StringBuilder();
        for (Setting setting : config.get().settings()) {
            out.append(setting.key())
                    .append(" = ")
                    .append(setting.value())
                    .append("  (")
                    .append(setting.source());
            if (!setting.overrides().isEmpty()) {
                out.append(", before ").append(String.join(", ", setting.overrides()));
            }
            out.append(")\n");
        }
        config.get()
                .problems()
                .forEach(problem -> out.append("problem: ").append(problem).append('\n'));
        return out.toString();
    }

    /** Gathers a part of the bundle. */
    @FunctionalInterface
    private interface Part<T> {
        T gather() throws IOException;
    }

    private static String part(Part<String> part) {
        try {
            return part.gather();
        } catch (IOException | RuntimeException e) {
            return missing(e);
        }
    }

    private static void parts(Map<String, String> texts, String folder, Part<Map<String, String>> parts) {
        try {
            parts.gather().forEach((name, text) -> texts.put(folder + name, text));
        } catch (IOException | RuntimeException e) {
            texts.put(folder + "error.txt", missing(e));
        }
    }

    /** Most of a bundle is better than none: what fails is told in its place, to those who read the bundle. */
    private static String missing(Exception failure) {
        return "cannot be had: " + failure + "\n";
    }
}
