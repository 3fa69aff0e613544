package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.Store.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

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

    private final Store store;

    /** On this store. */
    @Activate
    public TokenCommand(@Reference Store store) {
        this.store = store;
    }

    @Override
    public synchronized Map<String, Object> apply(Map<String, Object> input) {
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
        Set<String> before = store.tokens().stream().map(Token::id).collect(Collectors.toSet());
        String secret = store.createToken(Reply.option(args, "--name").orElse("command line"), expires);
        Token token = store.tokens().stream()
                .filter(candidate -> !before.contains(candidate.id()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a token that was made is not listed"));
        if (!json) {
            return Reply.done(secret + "\n");
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

    private Map<String, Object> revoke(String id) {
        return store.revokeToken(id)
                ? Reply.done("Revoked; agents claimed with it stay.\n")
                : Reply.failed("There is no such token");
    }
}
