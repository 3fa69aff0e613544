package io.aclk.claiming.internal;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells the machine that an identity belongs to from one that it was copied to. What is known is compared with what was
 * recorded at the claim; the first line that applies counts, and what is unknown on either side is no difference.
 *
 * <table>
 * <caption>Rules</caption>
 * <tr><th>against the record</th><th>verdict</th></tr>
 * <tr><td>the host has another machine GUID</td><td>copied</td></tr>
 * <tr><td>another hardware UUID and another machine-id</td><td>copied</td></tr>
 * <tr><td>another directory, and the recorded one still exists and holds this claim: copied on one
 * machine</td><td>copied</td></tr>
 * <tr><td>one of these alone: another hardware UUID (disk moved), another machine-id (container recreated), another
 * directory (backup restored), no MAC address in common (network card replaced)</td><td>doubtful: used, until two other
 * connections took its place within a day; then copied</td></tr>
 * <tr><td>none of these</td><td>ours: it never gives way</td></tr>
 * </table>
 */
final class CloneRules {

    private static final String FORGET = "delete its file 'machine'";

    private CloneRules() {}

    /** What the comparison says. */
    enum Verdict {
        /** The machine that the identity belongs to. */
        OURS,
        /** Something changed that changes for good reasons, too. */
        DOUBTFUL,
        /** Another machine. */
        COPIED
    }

    /**
     * What was found.
     *
     * @param verdict what it means
     * @param because what differs, a clause; empty if nothing does
     * @param moved what to do if the identity shall be used here in the place of the original; empty if nothing differs
     */
    record Finding(Verdict verdict, String because, String moved) {

        private static Finding copied(String because, String moved) {
            return new Finding(Verdict.COPIED, because, moved);
        }

        private static Finding doubtful(String because) {
            return new Finding(Verdict.DOUBTFUL, because, FORGET);
        }

        /** What it means once the identity was taken over twice. */
        Finding contested() {
            return verdict != Verdict.DOUBTFUL
                    ? this
                    : new Finding(
                            Verdict.COPIED, because + ", and another machine took over the connection twice", moved);
        }
    }

    /**
     * Compares.
     *
     * @param recorded evidence of the claim
     * @param now evidence of this moment
     * @param stillThere whether the recorded directory exists beside ours and holds the claim
     */
    static Finding compare(CloneEvidence recorded, CloneEvidence now, Predicate<MachineProbe.Place> stillThere) {
        MachineProbe.Traits was = recorded.traits();
        MachineProbe.Traits is = now.traits();
        boolean hardware = differs(was.hardware(), is.hardware());
        boolean system = differs(was.machineId(), is.machineId());
        boolean elsewhere = was.directory().isPresent()
                && is.directory().isPresent()
                && !was.directory().get().same(is.directory().get());
        boolean addresses = !was.addresses().isEmpty()
                && !is.addresses().isEmpty()
                && Collections.disjoint(was.addresses(), is.addresses());
        if (!recorded.machineGuid().isEmpty() && !recorded.machineGuid().equals(now.machineGuid())) {
            return Finding.copied(
                    "the machine GUID is another", "bring the file 'data/registry/netdata.public.unique.id' along");
        }
        if (hardware && system) {
            return Finding.copied("hardware UUID and machine-id are others", FORGET);
        }
        if (elsewhere && stillThere.test(was.directory().get())) {
            String path = was.directory().get().path();
            return Finding.copied(
                    "the original is '" + path + "' on this machine, which still holds it",
                    "give 'bin/aclk unclaim --dir "
                            + Path.of(path).resolve("../..").normalize()
                            + "' first, which archives the identity there and deletes nothing");
        }
        if (hardware) {
            return Finding.doubtful("the hardware UUID is another");
        }
        if (system) {
            return Finding.doubtful("the machine-id is another");
        }
        if (elsewhere) {
            return Finding.doubtful("the directory is another");
        }
        return addresses ? Finding.doubtful("no MAC address is the same") : new Finding(Verdict.OURS, "", "");
    }

    private static boolean differs(Optional<String> was, Optional<String> is) {
        return was.isPresent() && is.isPresent() && !was.equals(is);
    }
}
