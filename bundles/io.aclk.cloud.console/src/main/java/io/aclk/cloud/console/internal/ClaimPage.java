package io.aclk.cloud.console.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.aclk.cloud.api.CloudServer;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import java.io.IOException;

/** What a person needs to claim a node: the exact command. */
final class ClaimPage {

    /** Stands in the command until a token is made, since only hashes of tokens are kept. */
    static final String PLACEHOLDER = "TOKEN";

    private ClaimPage() {}

    static void write(JsonGenerator json, CloudServer server, ServerKey key, Store store, String token)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("url", server.url().toString());
        json.writeStringField("space", store.space().name());
        json.writeArrayFieldStart("rooms");
        for (Store.Room each : store.rooms()) {
            json.writeStartObject();
            json.writeStringField("id", each.id().toString());
            json.writeStringField("name", each.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("selfSigned", key.selfSigned());
        json.writeStringField("certificate", key.certificate().toString());
        json.writeStringField("pin", key.pin());
        json.writeStringField("command", server.claimCommand(token));
        json.writeEndObject();
    }
}
