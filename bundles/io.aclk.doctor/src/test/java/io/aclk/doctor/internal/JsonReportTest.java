package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.doctor.internal.Diagnosis.Agent;
import io.aclk.doctor.internal.Diagnosis.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The shape that {@code docs/troubleshooting.md} promises to programs. */
class JsonReportTest {

    @Test
    void hasAllKeysInOneOrder() {
        Diagnosis diagnosis = new Diagnosis(
                Instant.parse("2026-01-01T12:00:00.5Z"),
                Agent.STOPPED,
                Verdict.FAILED,
                "Verdict: \"no\".",
                "https://cloud.example",
                List.of(
                        Finding.passed(Check.DNS, "cloud.example is 192.0.2.1")
                                .took(Optional.of(Duration.ofMillis(12))),
                        Finding.failed(Check.TCP, "refused", "check the port"),
                        Finding.notReached(Check.LOCAL_QUERY, ""),
                        Finding.live(Check.MQTT, "keep-alive 60 s")));

        assertEquals(
                "{\"time\":\"2026-01-01T12:00:00Z\",\"agent\":\"stopped\",\"url\":\"https://cloud.example\","
                        + "\"verdict\":\"failed\",\"summary\":\"Verdict: \\\"no\\\".\",\"checks\":["
                        + "{\"check\":\"dns\",\"result\":\"passed\",\"live\":false,\"millis\":12,"
                        + "\"detail\":\"cloud.example is 192.0.2.1\",\"cause\":null,\"cure\":null},"
                        + "{\"check\":\"tcp\",\"result\":\"failed\",\"live\":false,\"millis\":null,"
                        + "\"detail\":null,\"cause\":\"refused\",\"cure\":\"check the port\"},"
                        + "{\"check\":\"local-query\",\"result\":\"not-reached\",\"live\":false,\"millis\":null,"
                        + "\"detail\":null,\"cause\":null,\"cure\":null},"
                        + "{\"check\":\"mqtt\",\"result\":\"passed\",\"live\":true,\"millis\":null,"
                        + "\"detail\":\"keep-alive 60 s\",\"cause\":null,\"cure\":null}]}",
                JsonReport.of(diagnosis));
    }
}
