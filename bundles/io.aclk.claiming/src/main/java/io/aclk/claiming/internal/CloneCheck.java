package io.aclk.claiming.internal;

import io.aclk.config.files.PrivateFiles;
import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Withholds an identity that was copied from another machine, so that two machines do not fight for one node. The
 * evidence is recorded at the first use of an identity, right after the claim; before the first use of one that was
 * adopted or that an older version stored, only the machine GUID in {@code cloud.conf} is known. {@link CloneRules}
 * judges. Used by one thread.
 */
final class CloneCheck implements IdentityCheck {

    static final String COPIED = "identity copied from another machine";

    private static final Logger LOG = LoggerFactory.getLogger(CloneCheck.class);

    private final Path cloudD;
    private final Path file;
    private final NodeDirectory nodes;
    private final MachineProbe machine;
    private final BooleanSupplier reclaim;
    private final boolean readOnly;
    private final Clock clock;

    private String told = "";

    /**
     * A check.
     *
     * @param cloudD directory of the identity
     * @param reclaim whether a copy shall claim itself anew ({@code on.clone})
     * @param readOnly whether nothing may be written
     */
    CloneCheck(
            Path cloudD,
            NodeDirectory nodes,
            MachineProbe machine,
            BooleanSupplier reclaim,
            boolean readOnly,
            Clock clock) {
        this.cloudD = cloudD;
        this.file = cloudD.resolve(EVIDENCE);
        this.nodes = nodes;
        this.machine = machine;
        this.reclaim = reclaim;
        this.readOnly = readOnly;
        this.clock = clock;
    }

    @Override
    public Optional<Objection> objection(ClaimFiles.Stored stored) {
        CloneEvidence now = now(stored.claimId());
        Optional<CloneEvidence> recorded = read(stored.claimId());
        CloneRules.Finding finding = CloneRules.compare(
                recorded.orElseGet(() -> withoutRecord(stored)), now, place -> stillThere(place, stored.claimId()));
        if (recorded.map(CloneEvidence::contested).orElse(false)) {
            finding = finding.contested();
        }
        if (finding.verdict() == CloneRules.Verdict.COPIED) {
            return Optional.of(objection(finding));
        }
        if (recorded.isEmpty()) {
            record(now);
        } else if (finding.verdict() == CloneRules.Verdict.DOUBTFUL) {
            tell(
                    false,
                    "since the claim something changed: " + finding.because() + ". The identity is used, unless another"
                            + " machine takes over the connection twice within a day");
        }
        return Optional.empty();
    }

    @Override
    public void takenOver(String claimId) {
        Optional<CloneEvidence> evidence = read(claimId);
        if (evidence.isEmpty()) {
            return;
        }
        CloneRules.Finding finding =
                CloneRules.compare(evidence.get(), now(claimId), place -> stillThere(place, claimId));
        if (finding.verdict() == CloneRules.Verdict.OURS) {
            tell(
                    true,
                    "another machine uses the identity of this one, which is the one that claimed it; look for a copy"
                            + " of '" + cloudD + "', and claim the agent there anew");
        } else {
            record(evidence.get().takenOver(clock.instant()));
        }
    }

    private Objection objection(CloneRules.Finding finding) {
        boolean anew = reclaim.getAsBoolean();
        Path instance = cloudD.resolve("../..").normalize();
        String wayOut = anew
                ? "it shall claim itself anew (on.clone = reclaim)"
                : "leave the original alone, and claim this agent as one of its own with 'bin/aclk claim --token TOKEN"
                        + " --dir " + instance + "', or set on.clone = reclaim in '"
                        + instance.resolve("conf/io.aclk.claiming.cfg") + "'; only if '" + cloudD
                        + "' shall take the place of the original, " + finding.moved();
        String text = COPIED + " (" + finding.because() + "): " + wayOut;
        tell(true, text);
        return new Objection(text, anew);
    }

    /** Logs a line, unless it is the one of before. */
    private void tell(boolean wrong, String line) {
        if (!line.equals(told)) {
            if (wrong) {
                LOG.warn("ACLK: {}", line);
            } else {
                LOG.info("ACLK: {}", line);
            }
        }
        told = line;
    }

    private CloneEvidence now(String claimId) {
        return CloneEvidence.of(claimId, nodes.local().machineGuid().toString(), machine.look(cloudD));
    }

    /** Only the machine GUID is known: everything else is as it is now. */
    private CloneEvidence withoutRecord(ClaimFiles.Stored stored) {
        CloneEvidence now = now(stored.claimId());
        String guid = stored.machineGuid().map(UUID::toString).orElse(now.machineGuid());
        return new CloneEvidence(now.claimId(), guid, now.traits(), now.takenOver());
    }

    private boolean stillThere(MachineProbe.Place recordedPlace, String claimId) {
        Path path = Path.of(recordedPlace.path());
        return machine.place(path).filter(recordedPlace::same).isPresent() && machine.holds(path, claimId);
    }

    private Optional<CloneEvidence> read(String claimId) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(CloneEvidence.read(file))
                    .filter(evidence -> evidence.claimId().equals(claimId));
        } catch (IOException e) {
            LOG.warn("ACLK: '{}' cannot be used ({}) and is written anew", file, e.getMessage());
            return Optional.empty();
        }
    }

    private void record(CloneEvidence evidence) {
        if (readOnly) {
            return;
        }
        try {
            PrivateFiles.write(file, evidence.format());
        } catch (IOException e) {
            LOG.warn(
                    "ACLK: '{}' cannot be written ({}); a copy of this agent may not be found out", file, e.toString());
        }
    }
}
