package io.aclk.doctor.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.ProbeException;
import io.aclk.api.link.ProbeException.Answer;
import java.util.Locale;
import java.util.Optional;

/** Words for what a server answers to {@code /env}, challenge and password. */
final class CloudFaults {

    private static final int MOVED = 300;
    private static final int CLIENT_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PROXY_LOGIN = 407;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    /** {@code errorMsgKey} of an ended claim ({@code protocol/connecting.md} section 3.1). */
    private static final String NODE_REMOVED = "ErrNodeRemoved";

    private final Settings settings;
    private final Commands commands;

    CloudFaults(Settings settings, Commands commands) {
        this.settings = settings;
        this.commands = commands;
    }

    /** Explains an answer, or what is wrong with an answer. */
    Remedy explain(Check met, ProbeException failure, Party peer) {
        Answer answer = failure.answer();
        if (answer.banned() && answer.errorKey().equals(Optional.of(NODE_REMOVED))) {
            return removed(met, words(failure), commands);
        }
        if (answer.banned()) {
            return banned(met, words(failure), commands);
        }
        int status = answer.status().orElse(0);
        if (status >= MOVED) {
            return refused(met, status, answer, failure, peer);
        }
        if (failure.statusText().equals("otp challenge decryption failed")) {
            return new Remedy(
                    met,
                    "the challenge is for another key: data/cloud.d/private.pem is not the key that this agent was claimed"
                            + " with",
                    "restore data/cloud.d from a backup, or " + claimAgain(commands));
        }
        if (status != 0) {
            return unusable(met, answer, failure, peer);
        }
        return new Remedy(met, failure.getMessage(), cure(failure));
    }

    /** The cloud does not want this agent. */
    static Remedy banned(Check met, String said, Commands commands) {
        return new Remedy(
                met,
                "the cloud banned this agent" + (said.isEmpty() ? "" : " (" + said + ")"),
                "ask the operator of the cloud why; " + claimAgain(commands) + ", or, when the ban is gone there, "
                        + commands.liftBan());
    }

    /** The node was removed in the cloud: nobody can lift that, and only a new claim brings it back. */
    static Remedy removed(Check met, String said, Commands commands) {
        return new Remedy(
                met,
                "the node of this agent was removed in the cloud" + (said.isEmpty() ? "" : " (" + said + ")"),
                "to bring it back, " + claimAgain(commands) + "; else unclaim it: " + commands.unclaim());
    }

    private static String claimAgain(Commands commands) {
        return "claim this agent again: " + commands.claim();
    }

    private Remedy refused(Check met, int status, Answer answer, ProbeException failure, Party peer) {
        String words = words(failure);
        String said =
                peer + " answered " + at(met) + " with HTTP " + status + (words.isEmpty() ? "" : " (" + words + ")");
        if (status < CLIENT_ERROR) {
            return new Remedy(
                    met,
                    said + ", a redirect, which the link does not follow",
                    "put the final address into " + settings.named(LinkSettings.URL));
        }
        if (status == TOO_MANY || answer.retryAfter().isPresent()) {
            return new Remedy(
                    met,
                    said
                            + answer.retryAfter()
                                    .map(after -> ", retry after " + retry(after))
                                    .orElse(""),
                    "wait: the agent tries again by itself; if it stays so, tell the operator of the cloud");
        }
        if (status >= SERVER_ERROR) {
            return new Remedy(
                    met,
                    said + ": it has trouble of its own",
                    "wait: the agent tries again by itself; look at the log of the server if it is yours");
        }
        if (status == PROXY_LOGIN) {
            return new Remedy(
                    met,
                    said + ": a proxy in between wants a login",
                    "name the proxy with user and password in " + settings.named(LinkSettings.PROXY));
        }
        if (met == Check.ENV) {
            return new Remedy(
                    met,
                    said + (status == NOT_FOUND ? ": it is no cloud that this agent can talk to" : ""),
                    "check " + settings.named(LinkSettings.URL) + ": it is the address that the claim command names");
        }
        if (met == Check.CHALLENGE && (status == FORBIDDEN || status == NOT_FOUND || status == UNAUTHORIZED)) {
            return new Remedy(
                    met,
                    said + ": it does not know this agent (any more)",
                    "if the node was removed there, " + claimAgain(commands));
        }
        if (met == Check.LOGIN && (status == FORBIDDEN || status == UNAUTHORIZED)) {
            return new Remedy(
                    met,
                    said + ": it does not accept the answer to its challenge",
                    "try again once; then " + claimAgain(commands));
        }
        return new Remedy(met, said, "look at the log of the server if it is yours, or ask its operator");
    }

    private Remedy unusable(Check met, Answer answer, ProbeException failure, Party peer) {
        String type = answer.contentType().toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")) {
            return new Remedy(
                    met,
                    peer + " answered " + at(met) + " with a web page instead of JSON",
                    "check " + settings.named(LinkSettings.URL)
                            + "; a login page of the network or a blocking page of a firewall looks like this, too");
        }
        return new Remedy(
                met,
                "the answer of " + peer + " to " + at(met) + " cannot be used: " + failure.getMessage(),
                cure(failure));
    }

    private String cure(ProbeException failure) {
        switch (failure.statusText()) {
            case "can't connect, old protocol not supported":
            case "can't connect, protocol capability not supported":
            case "can't connect, invalid /env transport idx":
                return "the cloud is too old for this agent: update it, or check " + settings.named(LinkSettings.URL);
            case "can't connect, invalid /env auth url":
            case "can't connect, invalid /env transport URL":
                return "correct the public address in the settings of the cloud side";
            case "configuration error, invalid cloud url":
                return "write " + settings.named(LinkSettings.URL) + " as https://HOST or https://HOST:PORT";
            default:
                return "check " + settings.named(LinkSettings.URL)
                        + "; if it is right, the cloud side is broken: look at its log or tell its operator";
        }
    }

    private static String at(Check met) {
        return met == Check.ENV ? "/api/v1/env" : "the " + met.title();
    }

    /** What the server itself said, which the message carries after its first colon. */
    private static String words(ProbeException failure) {
        int colon = failure.getMessage().indexOf(": ");
        return colon < 0 ? "" : failure.getMessage().substring(colon + 2);
    }

    private static String retry(String after) {
        return after.chars().allMatch(Character::isDigit) ? after + " s" : after;
    }
}
