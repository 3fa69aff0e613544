package io.aclk.query.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseScopeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/info",
                "/api/v3/info?options=minify",
                "/api/v2/nodes?nodes=a%20b",
                "/node/3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55/api/v3/node_instances",
                "/host/garage-pi/node/x/api/v1/aclk",
                "/api/v3/progress?transaction=1",
            })
    void whatANodeIs(String target) {
        assertTrue(LicenseScope.answers(target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v3/data?contexts=system.cpu",
                "/api/v1/alarms",
                "/api/v3/contexts",
                "/api/v3/function?function=processes",
                "/api/v2/bearer_get_token",
                "/api/v1/versions",
                "/api/v3/infos",
                "/api/v3/INFO",
                "/",
                "",
                "/api/v3/info%3Fx",
                "/api/v3/%69nfo",
                "/node/x%2Fapi%2Fv3%2Fdata%3F/api/v3/info",
                "/node/x?/api/v3/info",
                "/api/v3/data/api/v3/info",
            })
    void nothingElse(String target) {
        assertFalse(LicenseScope.answers(target));
    }
}
