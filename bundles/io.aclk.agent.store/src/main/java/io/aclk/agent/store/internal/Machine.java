package io.aclk.agent.store.internal;

import io.aclk.host.api.NodeInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What this machine is, read without starting a process. */
final class Machine {

    private static final String UNKNOWN = "unknown";
    private static final long SECTOR_BYTES = 512;

    private final MachineFiles files;
    private final Environment environment;

    Machine(Path root, Map<String, String> variables) {
        this.files = new MachineFiles(root);
        this.environment = new Environment(files, variables);
    }

    /** This machine. */
    static Machine local() {
        return new Machine(Path.of("/"), System.getenv());
    }

    /**
     * Describes the machine.
     *
     * @param version of the agent, with a leading {@code v}
     */
    NodeInfo describe(String version) {
        Map<String, String> release = files.pairs("etc/os-release", '=');
        if (release.isEmpty()) {
            release = files.pairs("usr/lib/os-release", '=');
        }
        Map<String, String> cpu = files.pairs("proc/cpuinfo", ':');
        String kernel = System.getProperty("os.name", UNKNOWN);
        return new NodeInfo(
                kernel.toLowerCase(Locale.ROOT),
                release.getOrDefault("NAME", kernel),
                release.getOrDefault("ID", UNKNOWN),
                release.getOrDefault("VERSION", release.getOrDefault("VERSION_ID", UNKNOWN)),
                kernel,
                System.getProperty("os.version", UNKNOWN),
                architecture(),
                Runtime.getRuntime().availableProcessors(),
                frequency(cpu),
                cpu.getOrDefault("model name", cpu.getOrDefault("Model", UNKNOWN)),
                MachineFiles.number(files.pairs("proc/meminfo", ':').getOrDefault("MemTotal", "")) * 1024,
                diskBytes(),
                version,
                "stable",
                timezone(ZonedDateTime.now()),
                environment.virtualization(),
                environment.container());
    }

    /** The abbreviated time zone at a time, for example {@code CET}. */
    static String timezone(ZonedDateTime time) {
        return DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
    }

    /** The host name that the kernel has, or that the network knows. */
    String hostname() {
        String name = files.text("proc/sys/kernel/hostname");
        if (!name.isEmpty()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // a machine whose own name does not resolve still needs one to be shown
            return "localhost";
        }
    }

    /** The automatic labels ({@code docs/protocol/messages.md} section 4.4). */
    static Map<String, String> labels(NodeInfo info, String hostname) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("_os", info.os());
        labels.put("_os_name", info.osName());
        labels.put("_os_version", info.osVersion());
        labels.put("_kernel_version", info.kernelVersion());
        labels.put("_architecture", info.architecture());
        labels.put("_hostname", hostname);
        labels.put("_is_parent", "false");
        labels.put("_is_ephemeral", "false");
        labels.put("_has_unstable_connection", "false");
        labels.put("_timezone", ZoneId.systemDefault().getId());
        labels.put("_abbrev_timezone", info.timezone());
        labels.put("_system_cores", Integer.toString(info.cpus()));
        labels.put("_system_cpu_freq", Long.toString(info.cpuFrequencyHz()));
        labels.put("_system_cpu_model", info.cpuModel());
        labels.put("_system_ram_total", Long.toString(info.memoryBytes()));
        labels.put("_system_disk_space", Long.toString(info.diskBytes()));
        labels.put("_virtualization", info.virtualization());
        labels.put("_container", info.container());
        labels.put("_is_k8s_node", Boolean.toString(info.container().equals("kubernetes")));
        return labels;
    }

    /** The kernel's name for the architecture; Java has its own for some. */
    private static String architecture() {
        String name = System.getProperty("os.arch", UNKNOWN);
        return name.equals("amd64") ? "x86_64" : name;
    }

    private long frequency(Map<String, String> cpu) {
        long kilohertz = MachineFiles.number(files.text("sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq"));
        long megahertz = MachineFiles.number(cpu.getOrDefault("cpu MHz", ""));
        return kilohertz > 0 ? kilohertz * 1_000 : megahertz * 1_000_000;
    }

    /** Disks have a device behind them; partitions, loops and memory disks do not. */
    private long diskBytes() {
        long sectors = 0;
        for (String name : files.names("sys/block")) {
            if (files.exists("sys/block/" + name + "/device")) {
                sectors += MachineFiles.number(files.text("sys/block/" + name + "/size"));
            }
        }
        return sectors * SECTOR_BYTES;
    }
}
