package io.aclk.agent.system.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;

/** OSHI's view of the machine, made once: its parts are found when they are first asked for. */
@Component(service = Machine.class)
public final class Machine {

    private final SystemInfo info = new SystemInfo();

    /** Made by Declarative Services. */
    @Activate
    public Machine() {
        // OSHI finds the parts on the thread of the collector, not on this one
    }

    HardwareAbstractionLayer hardware() {
        return info.getHardware();
    }

    OperatingSystem system() {
        return info.getOperatingSystem();
    }
}
