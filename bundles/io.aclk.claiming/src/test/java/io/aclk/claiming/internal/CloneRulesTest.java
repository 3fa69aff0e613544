package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.claiming.internal.CloneRules.Verdict;
import io.aclk.claiming.internal.MachineProbe.Place;
import io.aclk.claiming.internal.MachineProbe.Traits;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of the table in {@link CloneRules}, and what changes without meaning anything. */
class CloneRulesTest {

    private static final String GUID = "9f0af6f3-c046-487f-8bdf-b85c402f769a";
    private static final String OTHER_GUID = "11111111-c046-487f-8bdf-b85c402f769a";
    private static final Place PLACE = new Place("/var/lib/aclk/data/cloud.d", "64768", "4711");
    private static final Place OTHER_INODE = new Place(PLACE.path(), PLACE.device(), "4712");
    private static final Place OTHER_PATH = new Place("/srv/copy/data/cloud.d", PLACE.device(), "4712");

    static Stream<Arguments> cases() {
        Traits was = traits("hw", "id", Set.of("a", "b"), PLACE);
        return Stream.of(
                line("nothing changed", GUID, was, was, false, Verdict.OURS, Verdict.OURS),
                line("another machine GUID", OTHER_GUID, was, was, false, Verdict.COPIED, Verdict.COPIED),
                line(
                        "another machine: hardware and machine-id",
                        GUID,
                        was,
                        traits("hw2", "id2", Set.of("a"), PLACE),
                        false,
                        Verdict.COPIED,
                        Verdict.COPIED),
                line(
                        "copied beside the original",
                        GUID,
                        was,
                        traits("hw", "id", Set.of("a"), OTHER_PATH),
                        true,
                        Verdict.COPIED,
                        Verdict.COPIED),
                line(
                        "copied beside the original, which is gone now",
                        GUID,
                        was,
                        traits("hw", "id", Set.of("a"), OTHER_PATH),
                        false,
                        Verdict.DOUBTFUL,
                        Verdict.COPIED),
                line(
                        "container recreated: another machine-id",
                        GUID,
                        was,
                        traits("hw", "id2", Set.of("a"), PLACE),
                        false,
                        Verdict.DOUBTFUL,
                        Verdict.COPIED),
                line(
                        "disk moved to other hardware",
                        GUID,
                        was,
                        traits("hw2", "id", Set.of("a"), PLACE),
                        false,
                        Verdict.DOUBTFUL,
                        Verdict.COPIED),
                line(
                        "backup restored: another inode",
                        GUID,
                        was,
                        traits("hw", "id", Set.of("a"), OTHER_INODE),
                        false,
                        Verdict.DOUBTFUL,
                        Verdict.COPIED),
                line(
                        "virtual machine cloned: only the MAC addresses differ",
                        GUID,
                        was,
                        traits("hw", "id", Set.of("c"), PLACE),
                        false,
                        Verdict.DOUBTFUL,
                        Verdict.COPIED),
                line(
                        "one network card more or less",
                        GUID,
                        was,
                        traits("hw", "id", Set.of("b", "c"), PLACE),
                        false,
                        Verdict.OURS,
                        Verdict.OURS),
                line(
                        "machine restarted: another device number, same path and inode",
                        GUID,
                        was,
                        traits("hw", "id", Set.of("a"), new Place(PLACE.path(), "64769", PLACE.inode())),
                        true,
                        Verdict.OURS,
                        Verdict.OURS),
                line(
                        "directory renamed: another path, same inode",
                        GUID,
                        was,
                        traits("hw", "id", Set.of("a"), new Place("/new", PLACE.device(), PLACE.inode())),
                        true,
                        Verdict.OURS,
                        Verdict.OURS),
                line(
                        "what is not known now is not different",
                        GUID,
                        was,
                        new Traits(Optional.empty(), Optional.empty(), Set.of(), Optional.empty()),
                        true,
                        Verdict.OURS,
                        Verdict.OURS),
                line(
                        "what was not known at the claim is not different",
                        GUID,
                        new Traits(Optional.empty(), Optional.empty(), Set.of(), Optional.empty()),
                        was,
                        true,
                        Verdict.OURS,
                        Verdict.OURS),
                line(
                        "hardware not readable without root: another machine-id alone decides nothing",
                        GUID,
                        traits(null, "id", Set.of("a"), PLACE),
                        traits("hw2", "id2", Set.of("a"), PLACE),
                        false,
                        Verdict.DOUBTFUL,
                        Verdict.COPIED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void judges(
            String name,
            String guidNow,
            Traits was,
            Traits is,
            boolean originalThere,
            Verdict alone,
            Verdict takenOverTwice) {
        CloneEvidence recorded = CloneEvidence.of("claim", GUID, was);
        CloneEvidence now = CloneEvidence.of("claim", guidNow, is);
        CloneRules.Finding finding = CloneRules.compare(recorded, now, place -> originalThere);
        assertEquals(alone, finding.verdict());
        assertEquals(takenOverTwice, finding.contested().verdict());
        assertEquals(alone == Verdict.OURS, finding.because().isEmpty());
        assertEquals(alone == Verdict.OURS, finding.moved().isEmpty());
        assertTrue(finding.contested().because().startsWith(finding.because()));
    }

    private static Arguments line(
            String name, String guidNow, Traits was, Traits is, boolean originalThere, Verdict alone, Verdict twice) {
        return Arguments.of(name, guidNow, was, is, originalThere, alone, twice);
    }

    private static Traits traits(String hardware, String machineId, Set<String> addresses, Place directory) {
        return new Traits(Optional.ofNullable(hardware), Optional.of(machineId), addresses, Optional.of(directory));
    }
}
