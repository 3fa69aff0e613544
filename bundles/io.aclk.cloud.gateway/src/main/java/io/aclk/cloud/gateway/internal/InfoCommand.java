package io.aclk.cloud.gateway.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.CloudServer;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code bin/cloud info [--json]}: how the cloud side is reached. */
@Component(
        service = Function.class,
        property = {"aclk.control.command=info", "aclk.control.help=Show how the cloud side is reached [--json]"})
public final class InfoCommand implements Function<Map<String, Object>, Map<String, Object>> {

    private final CloudServer server;
    private final int port;
    private final ServerKey key;
    private final Store store;
    private final Counters counters;
    private final Bus bus;

    /** The broker may be missing. */
    @Activate
    public InfoCommand(
            @Reference(service = CloudServer.class) Map.Entry<Map<String, Object>, CloudServer> server,
            @Reference ServerKey key,
            @Reference Store store,
            @Reference Counters counters,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    Bus bus) {
        this.server = server.getValue();
        port = (Integer) server.getKey().get(CloudServer.PORT);
        this.key = key;
        this.store = store;
        this.counters = counters;
        this.bus = bus;
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
        if (Reply.args(input).contains("--json")) {
            return Reply.json(this::write);
        }
        StringBuilder text = new StringBuilder()
                .append("Console: ")
                .append(server.url())
                .append("/\nBroker: ")
                .append(bus == null ? "not running" : bus.endpoint())
                .append("\nCertificate: ")
                .append(key.certificate())
                .append(key.selfSigned() ? " (made here)" : "")
                .append("\nPin: ")
                .append(key.pin())
                .append("\nSpace: ")
                .append(store.space().name())
                .append("\nRooms:");
        store.rooms().forEach(room -> text.append("\n  ").append(room.name()));
        return Reply.done(text.append('\n').toString());
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("console", server.url() + "/");
        json.writeStringField("url", server.url().toString());
        json.writeNumberField("port", port);
        json.writeStringField("mqtt", bus == null ? "" : bus.endpoint());
        json.writeStringField("certificate", key.certificate().toString());
        json.writeBooleanField("selfSigned", key.selfSigned());
        json.writeStringField("pin", key.pin());
        json.writeObjectFieldStart("space");
        json.writeStringField("id", store.space().id().toString());
        json.writeStringField("name", store.space().name());
        json.writeEndObject();
        json.writeArrayFieldStart("rooms");
        for (Store.Room room : store.rooms()) {
            json.writeStartObject();
            json.writeStringField("id", room.id().toString());
            json.writeStringField("name", room.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("messages");
        for (Counters.Fate fate : Counters.Fate.values()) {
            json.writeNumberField(fate.name().toLowerCase(Locale.ROOT), counters.of(fate));
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
