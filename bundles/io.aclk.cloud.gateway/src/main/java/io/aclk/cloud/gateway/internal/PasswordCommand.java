package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Store;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code bin/cloud password}: makes a new password and shows it once. Passwords are never taken from a command line, where
 * other users of the machine could read them.
 */
@Component(
        service = Function.class,
        property = {
            "aclk.control.command=password",
            "aclk.control.help=Make a new password for the console [--user NAME [--create]] [--json]"
        })
public final class PasswordCommand implements Function<Map<String, Object>, Map<String, Object>> {

    private static final String USAGE = "password [--user NAME [--create]] [--json]";
    private static final Logger LOG = LoggerFactory.getLogger(PasswordCommand.class);

    private final Store store;

    /**
     * Made by Declarative Services.
     *
     * @param welcome asked for as an object, which is there only once the first start has made its own password: a
     *     condition on the service alone holds before that, and the two would overwrite each other
     */
    @Activate
    public PasswordCommand(@Reference Store store, @Reference Welcome welcome) {
        this(store);
    }

    PasswordCommand(Store store) {
        this.store = store;
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
        List<String> args = Reply.args(input);
        String user = Reply.option(args, "--user").orElse(Welcome.ADMIN);
        if (!user.matches("[A-Za-z0-9._@-]{1,64}") || (args.contains("--user") && user.startsWith("--"))) {
            return Reply.usage(USAGE);
        }
        if (!args.contains("--create") && store.passwordEdition(user).isEmpty()) {
            return Reply.failed("There is no user " + user + "; add --create to make one");
        }
        String password = Passwords.generate();
        store.setPassword(user, password);
        LOG.info("The user {} has a new password; their sessions end", user);
        if (!args.contains("--json")) {
            return Reply.done(password + "\n");
        }
        return Reply.json(out -> {
            out.writeStartObject();
            out.writeStringField("user", user);
            out.writeStringField("password", password);
            out.writeEndObject();
        });
    }
}
