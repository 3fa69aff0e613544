package io.aclk.claiming.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether an agent, Netdata's or one of this product, runs on a directory: two agents with one identity would
 * take each other's place for ever. What cannot be seen (another user's files, a container) is not found; for the usual
 * directories of Netdata any running agent of theirs counts.
 */
final class RunningAgents {

    private static final String PROGRAM = "netdata";

    private final Path proc;
    private final List<Path> usual;

    /** On this machine. */
    RunningAgents() {
        this(Path.of("/proc"), List.of(Path.of("/var/lib/netdata"), Path.of("/opt/netdata/var/lib/netdata")));
    }

    /**
     * For tests.
     *
     * @param proc file system of processes
     * @param usual where installed agents keep their data
     */
    RunningAgents(Path proc, List<Path> usual) {
        this.proc = proc;
        this.usual = List.copyOf(usual);
    }

    /**
     * Looks for an agent that uses this identity.
     *
     * @param cloudD its {@code cloud.d}
     * @return what was found, one line
     */
    Optional<String> on(Path cloudD) {
        Path data = real(cloudD).getParent();
        if (data == null) {
            return Optional.empty();
        }
        Path ours = data.resolveSibling("run").resolve("pid");
        Optional<String> own = pid(ours).filter(RunningAgents::alive);
        if (own.isPresent()) {
            return Optional.of("an agent runs as process " + own.get() + " (" + ours + ")");
        }
        for (Path file : pidFiles(data)) {
            Optional<String> pid = pid(file).filter(this::isNetdata);
            if (pid.isPresent()) {
                return Optional.of("a Netdata agent runs as process " + pid.get() + " (" + file + ")");
            }
        }
        boolean anyCounts = usual.stream().map(RunningAgents::real).anyMatch(data::equals);
        return processes().stream()
                .filter(pid -> anyCounts || uses(pid, data))
                .findFirst()
                .map(pid -> "a Netdata agent runs as process " + pid);
    }

    /** Where an agent with these data keeps its pid: {@code /run} belongs to {@code /var/lib}, otherwise beside it. */
    private static List<Path> pidFiles(Path data) {
        List<Path> files = new ArrayList<>();
        Path lib = data.getParent();
        if (lib != null && lib.getParent() != null) {
            files.add(lib.getParent().resolve("run/netdata/netdata.pid"));
            files.add(lib.getParent().resolve("run/netdata.pid"));
        }
        return files;
    }

    /** The number of an instance that crashed may belong to another program by now, which is no Java. */
    private static boolean alive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().orElse("java").contains("java"))
                .isPresent();
    }

    private static Optional<String> pid(Path file) {
        return line(file).filter(text -> text.matches("[0-9]{1,9}"));
    }

    private List<String> processes() {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : all) {
                String pid = process.getFileName().toString();
                if (isNetdata(pid)) {
                    found.add(pid);
                }
            }
        } catch (IOException e) {
            // no such file system here: the pid file alone must do
        }
        return found;
    }

    private boolean isNetdata(String pid) {
        return line(proc.resolve(pid).resolve("comm")).filter(PROGRAM::equals).isPresent();
    }

    /** Whether the working directory or an open file of a process lies there. */
    private boolean uses(String pid, Path data) {
        Path process = proc.resolve(pid);
        if (leadsTo(process.resolve("cwd"), data)) {
            return true;
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : open) {
                if (leadsTo(file, data)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // another user's process, or it ended
        }
        return false;
    }

    private static boolean leadsTo(Path link, Path data) {
        try {
            return Files.readSymbolicLink(link).startsWith(data);
        } catch (IOException e) {
            // another user's process, or it ended
            return false;
        }
    }

    private static Optional<String> line(Path file) {
        try {
            return Optional.of(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            // there is none, or the process ended
            return Optional.empty();
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            // it need not exist
            return path.toAbsolutePath().normalize();
        }
    }
}
