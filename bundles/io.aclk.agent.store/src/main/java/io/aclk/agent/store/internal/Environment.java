package io.aclk.agent.store.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds out whether the machine is virtual or a container, from files alone and as well as these tell. */
final class Environment {

    /** Names that hypervisors leave in the firmware tables, and what we call them; the first that fits counts. */
    private static final List<Map.Entry<String, String>> VENDORS = List.of(
            Map.entry("amazon ec2", "amazon"),
            Map.entry("google compute engine", "google"),
            Map.entry("kvm", "kvm"),
            Map.entry("qemu", "qemu"),
            Map.entry("vmware", "vmware"),
            Map.entry("virtualbox", "oracle"),
            Map.entry("innotek", "oracle"),
            Map.entry("microsoft corporation virtual machine", "microsoft"),
            Map.entry("parallels", "parallels"),
            Map.entry("bhyve", "bhyve"),
            Map.entry("xen", "xen"));

    private static final List<String> CONTAINERS = List.of("kubepods", "docker", "podman", "lxc");

    private final MachineFiles files;
    private final Map<String, String> variables;

    Environment(MachineFiles files, Map<String, String> variables) {
        this.files = files;
        this.variables = variables;
    }

    /** For example {@code kvm}, {@code none}. */
    String virtualization() {
        String firmware = (files.text("sys/class/dmi/id/sys_vendor")
                        + ' '
                        + files.text("sys/class/dmi/id/product_name")
                        + ' '
                        + files.text("sys/class/dmi/id/bios_vendor"))
                .toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> vendor : VENDORS) {
            if (firmware.contains(vendor.getKey())) {
                return vendor.getValue();
            }
        }
        String hypervisor = files.text("sys/hypervisor/type");
        if (!hypervisor.isEmpty()) {
            return hypervisor;
        }
        String flags = ' ' + files.pairs("proc/cpuinfo", ':').getOrDefault("flags", "") + ' ';
        return flags.contains(" hypervisor ") ? "vm-other" : "none";
    }

    /** For example {@code docker}, {@code none}. */
    String container() {
        if (variables.containsKey("KUBERNETES_SERVICE_HOST")) {
            return "kubernetes";
        }
        String manager = files.text("run/systemd/container");
        if (manager.isEmpty()) {
            manager = variables.getOrDefault("container", "");
        }
        if (!manager.isEmpty()) {
            return manager;
        }
        if (files.exists(".dockerenv")) {
            return "docker";
        }
        if (files.exists("run/.containerenv")) {
            return "podman";
        }
        String groups = files.text("proc/1/cgroup");
        for (String name : CONTAINERS) {
            if (groups.contains(name)) {
                return name.equals("kubepods") ? "kubernetes" : name;
            }
        }
        return "none";
    }
}
