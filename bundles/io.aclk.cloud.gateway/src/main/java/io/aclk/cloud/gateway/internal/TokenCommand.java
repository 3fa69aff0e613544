package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.CloudServer;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.Store.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code bin/cloud token create|list|revoke}: the tokens that agents are claimed with. */
@Component(
        service = Function.class,
        property = {
            "aclk.control.command=token",
            "aclk.control.help=Claim tokens: create [--name N] [--expires DAYS] | list | revoke ID  [--json]"
        })
public final class TokenCommand implements Function<Map<String, Object>, Map<String, Object>> {

    private static final String USAGE =
            "token create [--name NAME] [--expires DAYS] | token list | token revoke ID   [--json]";
    private static final int MAX_DAYS = 36_500;

    private static final Logger LOG = LoggerFactory.getLogger(TokenCommand.class);

    private final Store store;
    private final ServerKey key;
    private final CloudServer server;

    /** On this store, for agents of this server. */
    @Activate
    public TokenCommand(@Reference Store store, @Reference ServerKey key, @Reference CloudServer server) {
        this.store = store;
        this.key = key;
        this.server = server;
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> input) {
        List<String> args = Reply.args(input);
        boolean json = args.contains("--json");
        return switch (args.isEmpty() ? "" : args.get(0)) {
            case "create" -> create(args, json);
            case "list" -> list(json);
            case "revoke" -> args.size() < 2 ? Reply.usage(USAGE) : revoke(args.get(1));
            default -> Reply.usage(USAGE);
        };
    }

    private Map<String, Object> create(List<String> args, boolean json) {
        Optional<Instant> expires = Optional.empty();
        if (args.contains("--expires")) {
            String days = Reply.option(args, "--expires").orElse("");
            if (!days.matches("[0-9]{1,5}") || Integer.parseInt(days) < 1 || Integer.parseInt(days) > MAX_DAYS) {
                return Reply.usage(USAGE);
            }
            expires = Optional.of(Instant.now().plus(Duration.ofDays(Integer.parseInt(days))));
        }
        String secret = store.createToken(Reply.option(args, "--name").orElse("command line"), expires);
        Token token =
                store.token(secret).orElseThrow(() -> new IllegalStateException("a token that was made is not there"));
        LOG.info("The claim token {} is made", token.id());
        if (!json) {
            return Reply.done(
                    ClaimCommand.explained(secret, store.rooms().get(0).name(), server.url(), key));
        }
        return Reply.json(out -> {
            out.writeStartObject();
            out.writeStringField("id", token.id());
            out.writeStringField("name", token.name());
            out.writeStringField("token", secret);
            if (token.expires().isPresent()) {
                out.writeStringField("expires", token.expires().get().toString());
            }
            out.writeEndObject();
        });
    }

    private Map<String, Object> list(boolean json) {
        List<Token> tokens = store.tokens();
        if (!json) {
            return Reply.done(tokens.stream().map(TokenCommand::line).collect(Collectors.joining()));
        }
        return Reply.json(out -> {
            out.writeStartArray();
            for (Token token : tokens) {
                out.writeStartObject();
                out.writeStringField("id", token.id());
                out.writeStringField("name", token.name());
                out.writeStringField("created", token.created().toString());
                if (token.expires().isPresent()) {
                    out.writeStringField("expires", token.expires().get().toString());
                }
                out.writeBooleanField("revoked", token.revoked());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    private static String line(Token token) {
        String validity = token.revoked()
                ? "revoked"
                : token.expires().map(end -> "until " + end).orElse("valid");
        return token.id() + "  " + validity + "  " + token.name() + "\n";
    }

    private Map<String, Object> revoke(String idOrSecret) {
        String id = store.token(idOrSecret).map(Token::id).orElse(idOrSecret);
        if (!store.revokeToken(idOrSecret)) {
            return Reply.failed("There is no such token");
        }
        LOG.info("The claim token {} is revoked", id);
        return Reply.done("Revoked; agents claimed with it stay.\n");
    }
}
