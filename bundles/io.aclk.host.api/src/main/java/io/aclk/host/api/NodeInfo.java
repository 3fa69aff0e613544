package io.aclk.host.api;

import java.util.Objects;

/**
 * What a machine is ({@code protocol/messages.md} section 4.4). Texts that are not known are {@code unknown}, numbers 0.
 *
 * @param os kind, for example {@code linux}
 * @param osName for example {@code Debian GNU/Linux}
 * @param osId short id, for example {@code debian}
 * @param osVersion version of the operating system
 * @param kernelName for example {@code Linux}
 * @param kernelVersion version of the kernel
 * @param architecture for example {@code x86_64}
 * @param cpus logical cores
 * @param cpuFrequencyHz nominal frequency in Hz
 * @param cpuModel model name
 * @param memoryBytes physical memory
 * @param diskBytes total size of local disks
 * @param version version of the agent, with a leading {@code v}
 * @param releaseChannel {@code stable} or {@code nightly}
 * @param timezone abbreviated time zone, for example {@code CET}
 * @param virtualization for example {@code kvm}
 * @param container for example {@code docker}
 */
public record NodeInfo(
        String os,
        String osName,
        String osId,
        String osVersion,
        String kernelName,
        String kernelVersion,
        String architecture,
        int cpus,
        long cpuFrequencyHz,
        String cpuModel,
        long memoryBytes,
        long diskBytes,
        String version,
        String releaseChannel,
        String timezone,
        String virtualization,
        String container) {

    /** Checks that no text is missing. */
    public NodeInfo {
        for (String text : new String[] {
            os,
            osName,
            osId,
            osVersion,
            kernelName,
            kernelVersion,
            architecture,
            cpuModel,
            version,
            releaseChannel,
            timezone,
            virtualization,
            container
        }) {
            Objects.requireNonNull(text, "a text of NodeInfo is null; use \"unknown\"");
        }
    }
}
