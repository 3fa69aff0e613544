package io.aclk.cloud.console.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import java.io.IOException;

/** What a person needs to claim a node: the exact command. */
final class ClaimPage {

    /** Stands in the command until a token is made, since only hashes of tokens are kept. */
    static final String PLACEHOLDER = "TOKEN";

    private ClaimPage() {}

    static void write(JsonGenerator json, String url, ServerKey key, Store store, String token) throws IOException {
        String room = store.rooms().get(0).name();
        StringBuilder command = new StringBuilder("bin/netdata-cloud.sh --token ")
                .append(token)
                .append(" --rooms ")
                .append(quote(room))
                .append(" --url ")
                .append(url);
        if (key.selfSigned()) {
            command.append(" --pin ").append(key.pin());
        }
        json.writeStartObject();
        json.writeStringField("url", url);
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
        json.writeStringField("command", command.toString());
        json.writeEndObject();
    }

    /** For a POSIX shell. */
    private static String quote(String text) {
        return text.matches("[A-Za-z0-9._-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
