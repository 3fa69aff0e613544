package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault that can be injected is named at its stage, with its cause and a cure, through the real network, transport
 * and login.
 */
class FaultsTest {

    static Stream<Fault> faults() {
        return Stream.of(
                        LocalFaults.local(),
                        LocalFaults.names(),
                        ProxyFaults.proxies(),
                        TlsFaults.tls(),
                        LoginFaults.environments(),
                        LoginFaults.logins(),
                        BrokerConnectFaults.brokers())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isNamedAtItsStageWithCauseAndCure(Fault fault, @TempDir Path dir) throws Exception {
        try (Clinic clinic = fault.certificate().isPresent()
                ? new Clinic(dir, fault.certificate().get())
                : new Clinic(dir)) {
            fault.injection().into(clinic);

            Diagnosis diagnosis = clinic.examine();

            String report = TextReport.of(diagnosis);
            Finding first = diagnosis.findings().stream()
                    .filter(Finding::failed)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing found:\n" + report));
            assertEquals(fault.check(), first.check(), report);
            for (String words : fault.cause()) {
                assertTrue(first.text().contains(words), "cause lacks '" + words + "':\n" + report);
            }
            assertTrue(first.cure().contains(fault.cure()), "cure lacks '" + fault.cure() + "':\n" + report);
            assertEquals(1, diagnosis.exit());
            assertFalse(clinic.cloud.asked().contains("PUBLISH"), "the agent was announced");
            assertOneLineEach(diagnosis, report);
        }
    }

    private static void assertOneLineEach(Diagnosis diagnosis, String report) {
        for (Finding finding : diagnosis.findings()) {
            assertFalse(finding.text().contains("\n") || finding.cure().contains("\n"), report);
            assertFalse(report.contains("wrong@"), report);
        }
    }
}
