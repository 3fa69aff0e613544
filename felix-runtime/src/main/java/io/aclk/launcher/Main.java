package io.aclk.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.BundleException;

/** Entry point of the programs in {@code bin/}: the first argument names the program. */
public final class Main {

    private static final String DIR = "--dir";
    private static final String FEATURE = "feature";

    private Main() {}

    /** Runs a program and exits with its code. */
    public static void main(String[] args) {
        int exit;
        try {
            exit = run(args[0], List.of(args).subList(1, args.length));
        } catch (RefusedException e) {
            System.err.println(e.getMessage());
            exit = e.exit();
        } catch (IOException | BundleException e) {
            System.err.println("the start failed: " + e.getMessage());
            exit = 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exit = 1;
        }
        System.exit(exit);
    }

    private static int run(String program, List<String> args)
            throws RefusedException, IOException, BundleException, InterruptedException {
        if (args.contains("--help") || args.contains("-h")) {
            System.out.println(Usage.of(program.equals("aclk") && args.contains(FEATURE) ? "aclk-feature" : program));
            return 0;
        }
        Distribution distribution = Distribution.running();
        if (args.equals(List.of("--version"))) {
            System.out.println(distribution.version());
            return 0;
        }
        return switch (program) {
            case "agent" -> agent(distribution, args);
            case "cloud" -> cloud(distribution, args);
            case "aclk" -> aclk(distribution, args);
            case "demo" -> demo(distribution, args);
            case "claim" -> ClaimProgram.script(distribution).run(args);
            default -> throw RefusedException.usage("unknown program " + program);
        };
    }

    private static int agent(Distribution distribution, List<String> args)
            throws RefusedException, IOException, BundleException, InterruptedException {
        Arguments arguments = Arguments.parse(args, Set.of(DIR), Set.of("--without-cloud", "--disable-cloud"));
        refuseRest(arguments);
        InstanceLock lock = InstanceLock.take(arguments.value(DIR).map(Path::of).orElse(distribution.home()));
        Map<String, String> properties = FrameworkProperties.of(distribution, lock.directory());
        if (!arguments.flags().isEmpty()) {
            properties.put("aclk.features.exclude", "aclk");
        }
        ReadyLine readyLine = new ReadyLine(lock.directory());
        return new FrameworkProcess(distribution, lock, properties, Map.of(), Optional.of(readyLine)).run();
    }

    private static int cloud(Distribution distribution, List<String> args)
            throws RefusedException, IOException, BundleException, InterruptedException {
        Path home = distribution.home().resolve("cloud");
        distribution.require("cloud", ControlArguments.parse(args).dir().orElse(home));
        List<String> words = ControlArguments.parse(args).words();
        if (!words.isEmpty() && !words.get(0).startsWith("-")) {
            return print(
                    new ControlClient("cloud", readable(args, home)).run(words.get(0), words.subList(1, words.size())));
        }
        List<String> options = List.of("--listen", "--port", "--mqtt-port", "--public-url", "--certificate", "--key");
        List<String> valued = new ArrayList<>(options);
        valued.add(DIR);
        Arguments arguments = Arguments.parse(args, Set.copyOf(valued), Set.of());
        refuseRest(arguments);
        InstanceLock lock = InstanceLock.take(arguments.value(DIR).map(Path::of).orElse(home));
        Map<String, String> properties = FrameworkProperties.of(distribution, lock.directory());
        properties.put("aclk.features.default", "cloud");
        Map<String, String> overrides = new TreeMap<>();
        for (String option : options) {
            arguments.value(option).ifPresent(value -> overrides.put(key(option), value(option, value)));
        }
        return new FrameworkProcess(
                        distribution, lock, properties, Map.of("io.aclk.cloud", overrides), Optional.empty())
                .run();
    }

    /** The key of the PID {@code io.aclk.cloud} that an option stands for. */
    private static String key(String option) {
        return option.substring(2).replace('-', '.');
    }

    /** Files are meant from the directory that the command was given in. */
    private static String value(String option, String value) {
        boolean file = option.equals("--certificate") || option.equals("--key");
        return file ? Path.of(value).toAbsolutePath().toString() : value;
    }

    private static int demo(Distribution distribution, List<String> args)
            throws RefusedException, IOException, InterruptedException {
        distribution.require("cloud", distribution.home());
        distribution.require("aclk", distribution.home());
        return Demo.run(distribution, args);
    }

    /** Sends a command to a running agent; some commands also look at one that does not run. */
    private static int aclk(Distribution distribution, List<String> args)
            throws RefusedException, IOException, BundleException, InterruptedException {
        List<String> words = ControlArguments.parse(args)
                .resolving("--out")
                .resolvingFeature()
                .words();
        if (words.isEmpty()) {
            throw RefusedException.usage(Usage.of("aclk"));
        }
        String command = words.get(0);
        if (command.equals("claim")) {
            List<String> claim = new ArrayList<>(args);
            claim.remove(command);
            return ClaimProgram.command(distribution).run(claim);
        }
        Path dir = readable(args, distribution.home());
        List<String> rest = words.subList(1, words.size());
        if (command.equals(FEATURE) && FeatureProgram.knows(rest)) {
            return new FeatureProgram(dir, distribution, System.out).run(rest);
        }
        try {
            return print(new ControlClient("agent", dir).run(command, rest));
        } catch (RefusedException e) {
            if (command.equals("help")) {
                String commands = distribution.has("aclk", dir) ? "aclk-commands" : "aclk-commands-without-link";
                System.out.println(Usage.of("aclk") + "\n\n" + Usage.of(commands) + "\n\n" + e.getMessage());
                return 0;
            }
            StoppedAgent agent = new StoppedAgent(distribution, dir);
            if (!agent.answers(command)) {
                throw e;
            }
            return print(agent.run(command, rest));
        }
    }

    /** The instance directory that a command is for, which whoever runs this may read. */
    private static Path readable(List<String> args, Path home) throws RefusedException {
        Path dir = ControlArguments.parse(args).dir().orElse(home);
        ReadAccess.check(dir);
        return dir;
    }

    private static int print(ControlClient.Reply reply) {
        System.out.print(reply.out());
        System.err.print(reply.err());
        return reply.exit();
    }

    private static void refuseRest(Arguments arguments) throws RefusedException {
        if (!arguments.rest().isEmpty()) {
            throw RefusedException.usage(
                    "unexpected argument " + arguments.rest().get(0));
        }
    }
}
