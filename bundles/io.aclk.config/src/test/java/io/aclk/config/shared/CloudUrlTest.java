package io.aclk.config.shared;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudUrlTest {

    private static final String URL = "https://cloud.example/base";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cloud.example/base",
                "https://Cloud.Example/base",
                "HTTPS://cloud.example/base/",
                "https://cloud.example:443/base"
            })
    void anotherSpellingIsTheSameCloud(String other) {
        assertTrue(CloudUrl.same(URL, other));
        assertTrue(CloudUrl.same(other, URL));
    }

    @Test
    void theUsualPortIsThatOfTheScheme() {
        assertTrue(CloudUrl.same("http://cloud.example", "http://cloud.example:80/"));
        assertFalse(CloudUrl.same("http://cloud.example", "http://cloud.example:443"));
    }

    @Test
    void whatIsNoUrlIsNotTheSameAsItself() {
        assertFalse(CloudUrl.same("no url at all", "no url at all"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cloud.example/base",
                "https://cloud.example:8443/base",
                "https://cloud.example",
                "https://cloud.example/Base",
                "https://cloud2.example/base",
                "no url at all"
            })
    void anotherAddressIsAnotherCloud(String other) {
        assertFalse(CloudUrl.same(URL, other));
        assertFalse(CloudUrl.same(other, URL));
    }
}
