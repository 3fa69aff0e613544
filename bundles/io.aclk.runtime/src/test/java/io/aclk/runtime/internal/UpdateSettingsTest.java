package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.cm.ConfigurationException;

class UpdateSettingsTest {

    private final UpdateSettings settings = new UpdateSettings();

    @Test
    void followTheConfigurationAndItsEnd() throws ConfigurationException {
        assertEquals(Duration.ofSeconds(60), settings.watch());

        set(" 5 ");
        assertEquals(Duration.ofSeconds(5), settings.watch());

        settings.updated(null);
        assertEquals(Duration.ofSeconds(60), settings.watch());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "601", "1.5", "soon", "99999999999999999999"})
    void aWrongValueIsToldAndTheLastOneStays(String value) throws ConfigurationException {
        set("5");

        String message =
                assertThrows(ConfigurationException.class, () -> set(value)).getMessage();

        assertTrue(message.contains("update.watch.seconds"), message);
        assertTrue(message.contains("from 1 to 600; 5 s are used"), message);
        assertEquals(Duration.ofSeconds(5), settings.watch());
    }

    private void set(String value) throws ConfigurationException {
        settings.updated(new Hashtable<>(Map.of(UpdateSettings.WATCH, value)));
    }
}
