package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.claiming.internal.MachineProbe.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real probe, in a file system of its own. */
class LocalMachineTest {

    private static final String CLAIM = "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11";

    @TempDir
    Path root;

    @Test
    void readsHardwareAndMachineId() throws Exception {
        write("sys/class/dmi/id/product_uuid", "4C4C4544-0042-3510-8056-B6C04F4D3132\n");
        write("proc/device-tree/serial-number", "100000003d1d1c36\0");
        write("etc/machine-id", "3d1219c7c4c5404aaa1f6d2a48adfda4\n");
        MachineProbe.Traits traits = new LocalMachine(root).look(root);
        assertEquals(Optional.of("4C4C4544-0042-3510-8056-B6C04F4D3132"), traits.hardware());
        assertEquals(Optional.of("3d1219c7c4c5404aaa1f6d2a48adfda4"), traits.machineId());
    }

    @Test
    void aBoardHasASerialNumberAndAnOldSystemItsIdElsewhere() throws Exception {
        write("proc/device-tree/serial-number", "100000003d1d1c36\0");
        write("var/lib/dbus/machine-id", "3d1219c7c4c5404aaa1f6d2a48adfda4\n");
        MachineProbe.Traits traits = new LocalMachine(root).look(root);
        assertEquals(Optional.of("100000003d1d1c36"), traits.hardware());
        assertEquals(Optional.of("3d1219c7c4c5404aaa1f6d2a48adfda4"), traits.machineId());
    }

    @Test
    void whatIsMissingEmptyOrMeaninglessIsUnknown() throws Exception {
        assertEquals(Optional.empty(), new LocalMachine(root).look(root).hardware());
        write("sys/class/dmi/id/product_uuid", "00000000-0000-0000-0000-000000000000\n");
        write("etc/machine-id", "");
        assertEquals(Optional.empty(), new LocalMachine(root).look(root).hardware());
        assertEquals(Optional.empty(), new LocalMachine(root).look(root).machineId());
        write("sys/class/dmi/id/product_uuid", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF\n");
        assertEquals(Optional.empty(), new LocalMachine(root).look(root).hardware());
    }

    @Test
    void aDirectoryIsTheSameByEveryPathAndItsCopyIsAnother() throws Exception {
        LocalMachine machine = new LocalMachine(root);
        Path original = Files.createDirectory(root.resolve("original"));
        Path copy = Files.createDirectory(root.resolve("copy"));
        Path link = Files.createSymbolicLink(root.resolve("link"), original);
        Place place = machine.look(original).directory().orElseThrow();
        assertEquals(place, machine.look(link).directory().orElseThrow());
        assertFalse(place.same(machine.look(copy).directory().orElseThrow()));
        Path renamed = Files.move(original, root.resolve("renamed"));
        assertTrue(place.same(machine.look(renamed).directory().orElseThrow()));
        assertEquals(Optional.empty(), machine.place(original));
        Files.createFile(original);
        assertEquals(Optional.empty(), machine.place(original), "a file is no directory");
    }

    @Test
    void tellsWhetherADirectoryHoldsAClaim() throws Exception {
        LocalMachine machine = new LocalMachine(root);
        assertFalse(machine.holds(root, CLAIM), "nothing is there");
        write("claimed_id", CLAIM);
        assertTrue(machine.holds(root, CLAIM));
        write("cloud.conf", "[global]\nclaimed_id = 00000000-0000-4000-8000-000000000000\n");
        assertFalse(machine.holds(root, CLAIM), "claimed anew");
        write("cloud.conf", "[global]\nclaimed_id = 7C7A8F2E0B1D4A569A3C2F7F3F0D9E11\n");
        assertTrue(machine.holds(root, CLAIM));
        write("cloud.conf", "[global]\nclaimed_id = what?\n");
        assertTrue(machine.holds(root, CLAIM), "what cannot be read is not given up");
    }

    @Test
    void macAddressesOfThisMachineAreReadWithoutThatOfTheLoopback() {
        Set<String> addresses = new LocalMachine(root).look(root).addresses();
        addresses.forEach(address -> assertTrue(address.matches("[0-9a-f]{2}(:[0-9a-f]{2})+"), address));
        assertFalse(addresses.contains("00:00:00:00:00:00"));
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
