package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.CloudServer;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import java.net.URI;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start tells the person in front of it, on standard output and not in the log, where secrets do not belong. The
 * first start makes the administrator and a claim token; both secrets are shown once and stored as hashes.
 *
 * <p>It waits for server and broker: a start that is refused because one of them cannot listen shows no secret, and the
 * next one is still the first.
 */
@Component(service = Welcome.class, immediate = true, reference = @Reference(name = "bus", service = Bus.class))
public final class Welcome {

    static final String ADMIN = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

    private final Store store;
    private final ServerKey key;
    private final URI url;

    /** Prints it. */
    @Activate
    public Welcome(@Reference Store store, @Reference ServerKey key, @Reference CloudServer server) {
        this(store, key, server.url());
        System.out.print(text());
        System.out.flush();
    }

    Welcome(Store store, ServerKey key, URI url) {
        this.store = store;
        this.key = key;
        this.url = url;
    }

    String text() {
        if (store.hasUsers()) {
            return "Console: " + url + "/\nA claim token: bin/cloud token create\n";
        }
        String password = Passwords.generate();
        String token = store.createToken("first start", Optional.empty());
        store.setPassword(ADMIN, password);
        LOG.info("The first start made the user {} and a claim token", ADMIN);
        return "Console: " + url + "/\n  user: " + ADMIN + "\n  password: " + password
                + "  (shown once; bin/cloud password makes another)\n"
                + ClaimCommand.explained(token, store.rooms().get(0).name(), url, key);
    }
}
