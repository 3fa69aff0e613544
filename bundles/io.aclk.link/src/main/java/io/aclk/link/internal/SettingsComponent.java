package io.aclk.link.internal;

import io.aclk.api.config.LinkSettings;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the settings in force to the session. A component of its own, because it exists only while they are written,
 * and the session must say so when they are not. It is modified in place: recreating it would look like settings that
 * are gone for a moment.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = LinkSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SettingsComponent {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsComponent.class);

    private final SessionHub hub;

    /** Made by SCR. */
    @Activate
    public SettingsComponent(@Reference SessionHub hub) {
        this.hub = hub;
    }

    /** The settings are there, or changed. */
    @Activate
    @Modified
    void settings(Map<String, ?> properties) {
        try {
            hub.settings(LinkSettings.of(properties), candidate(properties));
        } catch (IllegalArgumentException e) {
            LOG.warn("ACLK: the settings {} cannot be used: {}", LinkSettings.PID, e.getMessage());
            hub.noSettings("the settings " + LinkSettings.PID + " cannot be used: " + e.getMessage());
        }
    }

    /** One that cannot be used does not harm the settings in force. */
    private static Optional<LinkSettings> candidate(Map<String, ?> properties) {
        try {
            return LinkSettings.candidate(properties);
        } catch (IllegalArgumentException e) {
            LOG.warn("ACLK: the changed settings cannot be used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** The settings are gone. */
    @Deactivate
    void gone() {
        hub.noSettings(null);
    }
}
