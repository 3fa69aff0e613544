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

    private Main() {}

    /** Runs a program and exits with its code. */
    public static void main(String[] args) {
        int exit;
        try {
            List<String> rest = List.of(args).subList(1, args.length);
            exit = switch (args[0]) {
                case "agent" -> agent(rest);
                case "cloud" -> cloud(rest);
                case "aclk" -> control(rest, Distribution.running().home());
                case "demo" -> Demo.run(Distribution.running(), rest);
                case "claim" -> new ClaimProgram(Distribution.running().home(), true).run(rest);
                case "aclk-claim" -> new ClaimProgram(Distribution.running().home(), false).run(rest);
                default -> throw RefusedException.usage("unknown program " + args[0]);
            };
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

    private static int agent(List<String> args)
            throws RefusedException, IOException, BundleException, InterruptedException {
        Arguments arguments = Arguments.parse(args, Set.of(DIR), Set.of("--without-cloud", "--disable-cloud"));
        refuseRest(arguments);
        Distribution distribution = Distribution.running();
        InstanceLock lock = InstanceLock.take(arguments.value(DIR).map(Path::of).orElse(distribution.home()));
        Map<String, String> properties = FrameworkProperties.of(distribution, lock.directory());
        if (!arguments.flags().isEmpty()) {
            properties.put("aclk.features.exclude", "aclk");
        }
        return new FrameworkProcess(distribution, lock, properties, Map.of()).run();
    }

    private static int cloud(List<String> args)
            throws RefusedException, IOException, BundleException, InterruptedException {
        Distribution distribution = Distribution.running();
        Path home = distribution.home().resolve("cloud");
        if (!args.isEmpty() && !args.get(0).startsWith("-")) {
            return control(args, home);
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
        return new FrameworkProcess(distribution, lock, properties, Map.of("io.aclk.cloud", overrides)).run();
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

    private static int control(List<String> args, Path home) throws RefusedException {
        List<String> command = new ArrayList<>();
        Optional<String> dir = Optional.empty();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).equals(DIR) && i + 1 < args.size()) {
                dir = Optional.of(args.get(++i));
            } else if (args.get(i).startsWith(DIR + "=")) {
                dir = Optional.of(args.get(i).substring(DIR.length() + 1));
            } else {
                command.add(args.get(i));
            }
        }
        if (command.isEmpty()) {
            throw RefusedException.usage("usage: aclk <command> [--dir DIR] [--json]; 'aclk help' lists the commands");
        }
        ControlClient.Reply reply = new ControlClient(dir.map(Path::of).orElse(home))
                .run(command.get(0), command.subList(1, command.size()));
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
