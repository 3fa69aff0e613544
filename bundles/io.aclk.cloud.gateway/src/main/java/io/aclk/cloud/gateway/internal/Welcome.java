package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import java.net.URI;
import java.util.Optional;

/**
 * What a start tells the person in front of it, on standard output and not in the log, where secrets do not belong. The
 * first start makes the administrator and a claim token; both secrets are shown once and stored as hashes.
 */
final class Welcome {

    static final String ADMIN = "admin";

    private final Store store;
    private final ServerKey key;
    private final URI url;

    Welcome(Store store, ServerKey key, URI url) {
        this.store = store;
        this.key = key;
        this.url = url;
    }

    /** Prints it. */
    void print() {
        System.out.print(text());
        System.out.flush();
    }

    String text() {
        if (store.hasUsers()) {
            return "Console: " + url + "/\nA claim token: bin/cloud token create\n";
        }
        String password = Passwords.generate();
        String token = store.createToken("first start", Optional.empty());
        store.setPassword(ADMIN, password);
        String room = store.rooms().get(0).name();
        String trust = key.selfSigned()
                ? "\n    "
                        + ClaimCommand.text(
                                token, room, url, "--ca", key.certificate().toString())
                        + "\n  or, on another machine:\n    "
                        + ClaimCommand.text(token, room, url, "--pin", key.pin())
                : "\n    " + ClaimCommand.text(token, room, url);
        return "Console: " + url + "/\n  user: " + ADMIN + "\n  password: " + password
                + "  (shown once; bin/cloud password makes another)\nClaim an agent:" + trust + "\n";
    }
}
