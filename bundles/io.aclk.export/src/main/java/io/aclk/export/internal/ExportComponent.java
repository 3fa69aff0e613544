package io.aclk.export.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.MessageHandler;
import io.aclk.api.link.ReplySink;
import io.aclk.host.api.Capability;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.NodeDirectory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles the messages about nodes and contexts, and follows the host's changes of them. */
@Component(
        service = MessageHandler.class,
        configurationPid = LinkSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {
            MessageHandler.MESSAGES + "=" + Exporter.SEND_NODE_INSTANCES,
            MessageHandler.MESSAGES + "=" + Exporter.CREATE_NODE_INSTANCE_RESULT,
            MessageHandler.MESSAGES + "=" + Exporter.CONTEXTS_CHECKPOINT,
            MessageHandler.MESSAGES + "=" + Exporter.STOP_STREAMING_CONTEXTS
        })
public final class ExportComponent implements MessageHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ExportComponent.class);

    private static final List<Capability> CAPABILITIES = List.of(Capability.of("ctx", 1));

    private final ExportThread thread = new ExportThread();
    private final Exporter exporter;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Link link;

    /** Made by SCR. */
    @Activate
    public ExportComponent(BundleContext context, Map<String, ?> properties) {
        exporter = new Exporter(
                thread,
                Clock.systemUTC(),
                new Publisher(() -> link),
                new HubStore(InstanceDirectory.of(context).data().resolve("contexts")));
        settings(properties);
    }

    /** The settings changed: a connection that lasts is not disturbed. */
    @Modified
    void settings(Map<String, ?> properties) {
        try {
            exporter.licenseOnly(LinkSettings.of(properties).licenseOnly());
        } catch (IllegalArgumentException e) {
            LOG.debug("ACLK: the settings {} cannot be used: {}", LinkSettings.PID, e.getMessage());
        }
    }

    /** Ends the subscriptions and the thread. */
    @Deactivate
    void stop() {
        exporter.close();
        thread.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDirectory(NodeDirectory directory) {
        exporter.directory(directory);
    }

    void unbindDirectory(NodeDirectory directory) {
        exporter.noDirectory(directory);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCatalog(ContextCatalog catalog) {
        exporter.catalog(catalog);
    }

    void unbindCatalog(ContextCatalog catalog) {
        exporter.noCatalog(catalog);
    }

    @Override
    public List<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void handle(InboundMessage message, ReplySink reply) {
        exporter.message(message);
    }

    @Override
    public void online(LinkSession session) {
        exporter.online(session);
    }

    @Override
    public void offline(LinkSession session) {
        exporter.offline();
    }
}
