package io.aclk.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.EffectiveConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigCommandTest {

    private static final String FILE = "/agent/conf/netdata.conf";

    private final FakeConfig config = new FakeConfig();

    @Test
    void valuesWithTheirSourcesWhatTheyOverrideAndWhatBecomesOfChanges() {
        config.add("enabled", "true", "default", List.of(), null);
        config.add(
                "url",
                "https://new.example",
                FILE + " line 2",
                List.of("default"),
                change(
                        EffectiveConfig.Change.Kind.TRIAL,
                        "https://old.example",
                        "/agent/data/cloud.d/cloud.conf line 2"));
        config.add(
                "proxy",
                "http://X@host:1",
                "PID io.aclk.link",
                List.of(FILE + " line 3", "default"),
                change(EffectiveConfig.Change.Kind.REFUSED, "http://bad:1", "PID io.aclk.link"));
        config.add(
                "ca",
                "",
                "default",
                List.of(),
                change(EffectiveConfig.Change.Kind.CANDIDATE, "/x.pem", FILE + " line 9"));
        config.problem("something is wrong");

        Outcome outcome = run();

        assertEquals(
                """
                enabled           true                 default
                url               https://new.example  /agent/conf/netdata.conf line 2
                                  on trial: https://old.example (/agent/data/cloud.d/cloud.conf line 2) DETAIL
                proxy             http://X@host:1      PID io.aclk.link, as it was before
                                  overrides /agent/conf/netdata.conf line 3; default
                                  refused: http://bad:1 (PID io.aclk.link) does not work: DETAIL
                ca                (none)               default, as it was before
                                  candidate: /x.pem (/agent/conf/netdata.conf line 9) DETAIL
                Problem: something is wrong
                """,
                outcome.out());
        assertEquals(0, outcome.exit());
        assertEquals("", outcome.err());
    }

    @Test
    void asJson() {
        config.add(
                "proxy",
                "none",
                FILE + " line 2",
                List.of("default"),
                change(EffectiveConfig.Change.Kind.REFUSED, "http://bad:1", FILE + " line 2"));
        config.problem("a \"quoted\" mistake");

        assertEquals(
                "{\"settings\":[{\"key\":\"proxy\",\"value\":\"none\",\"source\":\"" + FILE
                        + " line 2\",\"overrides\":[\"default\"],\"change\":{\"kind\":\"refused\",\"value\":"
                        + "\"http://bad:1\",\"source\":\"" + FILE
                        + " line 2\",\"detail\":\"DETAIL\"}}],\"problems\":[\"a \\\"quoted\\\" mistake\"]}\n",
                run("--json").out());
    }

    @Test
    void whatIsMissing() {
        Outcome none = new ConfigCommand(null, Duration.ZERO).run(List.of(), "me");
        assertEquals(1, none.exit());
        assertTrue(none.err().contains("io.aclk.config"), none.err());
        Outcome notRead = run();
        assertEquals(1, notRead.exit());
        assertTrue(notRead.err().contains("was not read"), notRead.err());
        assertEquals(2, run("x").exit());
    }

    @Test
    void waitsForTheFirstValues() {
        config.readAtTheThirdLook();
        Outcome outcome = new ConfigCommand(config, Duration.ofSeconds(10)).run(List.of(), "me");
        assertEquals(0, outcome.exit(), outcome.err());
    }

    private Outcome run(String... args) {
        return new ConfigCommand(config, Duration.ZERO).run(List.of(args), "me");
    }

    private static EffectiveConfig.Change change(EffectiveConfig.Change.Kind kind, String value, String source) {
        return new EffectiveConfig.Change(kind, value, source, "DETAIL");
    }
}
