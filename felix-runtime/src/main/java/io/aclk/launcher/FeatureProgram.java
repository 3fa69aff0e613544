package io.aclk.launcher;

import io.aclk.runtime.trust.SigningKey;
import io.aclk.runtime.trust.TrustedKeys;
import io.aclk.runtime.trust.UntrustedException;
import io.aclk.runtime.trust.VerifyingKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The commands {@code feature keygen}, {@code sign} and {@code verify}, which need no agent. */
final class FeatureProgram {

    private static final String DEFAULT_KEY = "aclk-signing.key";
    private static final String KEYGEN = "keygen";
    private static final String SIGN = "sign";
    private static final String VERIFY = "verify";
    private static final Set<String> VERBS = Set.of(KEYGEN, SIGN, VERIFY);

    private final Path dir;
    private final Distribution distribution;
    private final PrintStream out;

    /**
     * The commands.
     *
     * @param dir instance directory, whose trusted keys verify
     * @param distribution its trusted keys verify too
     */
    FeatureProgram(Path dir, Distribution distribution, PrintStream out) {
        this.dir = dir.toAbsolutePath().normalize();
        this.distribution = distribution;
        this.out = out;
    }

    /** Whether the arguments of {@code feature} are one of these commands. */
    static boolean knows(List<String> args) {
        return !args.isEmpty() && VERBS.contains(args.get(0));
    }

    /**
     * Runs a command.
     *
     * @param args its name and arguments
     * @return exit code
     * @throws RefusedException for wrong usage, if a file cannot be used, or is not to be trusted
     */
    int run(List<String> args) throws RefusedException {
        List<String> rest = args.subList(1, args.size());
        try {
            switch (args.get(0)) {
                case KEYGEN -> keygen(Arguments.parse(rest, Set.of("--out"), Set.of()));
                case SIGN -> sign(Arguments.parse(rest, Set.of("--key"), Set.of()));
                default -> verify(Arguments.parse(rest, Set.of(), Set.of()));
            }
            return 0;
        } catch (UntrustedException e) {
            throw RefusedException.refused(e.getMessage());
        } catch (FileAlreadyExistsException e) {
            throw RefusedException.refused(
                    e.getFile() + " is there already and stays as it is: name another file with --out");
        } catch (NoSuchFileException e) {
            throw RefusedException.refused("there is no file " + e.getFile());
        } catch (AccessDeniedException e) {
            throw RefusedException.refused("you may not read or write " + e.getFile());
        } catch (IOException e) {
            throw RefusedException.refused("'feature " + args.get(0) + "' failed: " + e.getMessage());
        }
    }

    private void keygen(Arguments arguments) throws RefusedException, IOException {
        if (!arguments.rest().isEmpty()) {
            throw usage();
        }
        Path file = absolute(arguments.value("--out").orElse(DEFAULT_KEY));
        if (!Files.isDirectory(file.getParent())) {
            throw RefusedException.refused("there is no directory " + file.getParent() + " for the key: make it first");
        }
        VerifyingKey key = SigningKey.generate(file);
        out.println(file + " is the private key: keep it to yourself");
        out.println(key.file() + " is the public key " + key.id()
                + ": an agent in whose conf/trusted-keys it lies installs what the private key signed");
    }

    private void sign(Arguments arguments) throws RefusedException, IOException, UntrustedException {
        Path file = file(arguments);
        Path keyFile = absolute(arguments.value("--key").orElse(DEFAULT_KEY));
        if (!Files.exists(keyFile)) {
            throw RefusedException.refused(
                    "there is no key " + keyFile + ": name one with --key, or make one with 'aclk feature keygen'");
        }
        SigningKey key = SigningKey.read(keyFile);
        out.println(key.sign(file) + " is the signature of " + file + " with the key " + key.id()
                + "; hand both files over");
    }

    private void verify(Arguments arguments) throws RefusedException, IOException, UntrustedException {
        Path file = file(arguments);
        try (InputStream content = Files.newInputStream(file)) {
            VerifyingKey key =
                    TrustedKeys.of(dir.resolve("conf"), distribution.conf()).check(file, content);
            out.println(file + " is what was signed with the key " + key.id() + " (" + key.file() + ")");
        }
        if (isFeatureFile(file)) {
            out.println("its jars are compared with the hashes in it when it is installed");
        }
    }

    private static Path file(Arguments arguments) throws RefusedException {
        if (arguments.rest().size() != 1) {
            throw usage();
        }
        Path file = absolute(arguments.rest().get(0));
        if (Files.isDirectory(file)) {
            throw RefusedException.refused(
                    file + " is a directory: name the feature file in it, which gives the hash of each jar");
        }
        return file;
    }

    private static boolean isFeatureFile(Path file) {
        return file.getFileName().toString().endsWith(".json");
    }

    private static Path absolute(String file) {
        return Path.of(file).toAbsolutePath().normalize();
    }

    private static RefusedException usage() {
        return RefusedException.usage(Usage.of("aclk-feature"));
    }
}
