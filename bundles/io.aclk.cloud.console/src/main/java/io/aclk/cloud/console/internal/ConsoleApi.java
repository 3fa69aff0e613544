package io.aclk.cloud.console.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.aclk.cloud.api.CloudServer;
import io.aclk.cloud.api.NodeQueries;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's REST API. All but signing in needs the session cookie; a request that changes something also needs the
 * header {@code X-Requested-With}, which a foreign page cannot send without being asked first.
 *
 * <table>
 *   <caption>Under {@code /console/api}</caption>
 *   <tr><td>POST, GET, DELETE</td><td>{@code /session}</td><td>sign in, who am I, sign out</td></tr>
 *   <tr><td>GET</td><td>{@code /nodes}</td><td>all nodes</td></tr>
 *   <tr><td>GET</td><td>{@code /nodes/{id}}</td><td>one node and its contexts</td></tr>
 *   <tr><td>GET</td><td>{@code /nodes/{id}/api/v...}</td><td>the node's own API, asked over its link</td></tr>
 *   <tr><td>GET</td><td>{@code /claim}</td><td>how to claim a node</td></tr>
 *   <tr><td>POST</td><td>{@code /tokens}</td><td>makes a claim token, returns the whole command</td></tr>
 * </table>
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=console-api",
            "osgi.http.whiteboard.servlet.pattern=/console/api/*",
            "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
            "osgi.http.whiteboard.target=" + CloudServer.TARGET
        })
public final class ConsoleApi extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleApi.class);

    static final String COOKIE = "aclk_session";
    private static final String COOKIE_PATH = "/console";
    static final int MAX_BODY = 4_096;
    /** As we write them; {@link UUID#fromString} alone takes {@code 1-1-1-1-1}, too. */
    private static final Pattern NODE_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** Checking a password is slow on purpose; more than two at a time would starve everything else. */
    private static final int PARALLEL_SIGN_INS = 2;

    private final transient JsonFactory factory = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(MAX_BODY)
                    .build())
            .build();
    private final transient Clock clock = Clock.systemUTC();
    private final transient SignInGuard guard = new SignInGuard(clock);
    private final transient Semaphore signIns = new Semaphore(PARALLEL_SIGN_INS);
    private final transient NodeProxy proxy = new NodeProxy();
    private final transient Sessions sessions;
    private final transient Store store;
    private final transient ServerKey key;
    private final transient CloudServer server;

    /** Absent while the gateway is being replaced: lists work, queries are answered 503. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private transient volatile NodeQueries queries;

    /** Made by Declarative Services. */
    @Activate
    public ConsoleApi(
            @Reference Sessions sessions,
            @Reference Store store,
            @Reference ServerKey key,
            @Reference CloudServer server) {
        this.sessions = sessions;
        this.store = store;
        this.key = key;
        this.server = server;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        String path = request.getPathInfo() == null ? "/" : request.getPathInfo();
        String call = request.getMethod() + " " + (path.startsWith("/nodes/") ? "/nodes/*" : path);
        try {
            if (!request.getMethod().equals("GET") && request.getHeader("X-Requested-With") == null) {
                fail(response, 403, "the header X-Requested-With is missing");
            } else if (call.equals("POST /session")) {
                signIn(request, response);
            } else {
                Optional<String> cookie = cookie(request);
                Optional<String> user = cookie.flatMap(this::user);
                if (user.isEmpty()) {
                    fail(response, 401, "sign in first");
                } else {
                    signedIn(call, path, user.get(), cookie.get(), request, response);
                }
            }
        } catch (StoreException e) {
            LOG.error("the console could not answer {}: {}", call, e.getMessage(), e);
            fail(response, 500, "the database failed; the log of the cloud side says why");
        }
    }

    /** The user of a session; a new password ends the sessions that were opened with another one. */
    private Optional<String> user(String sessionKey) {
        Optional<Sessions.Session> session = sessions.get(sessionKey);
        if (session.isPresent()
                && !store.passwordEdition(session.get().user())
                        .equals(Optional.of(session.get().edition()))) {
            sessions.close(sessionKey);
            return Optional.empty();
        }
        return session.map(Sessions.Session::user);
    }

    private void signedIn(
            String call,
            String path,
            String user,
            String sessionKey,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        switch (call) {
            case "GET /session" ->
                send(response, json -> {
                    json.writeStartObject();
                    json.writeStringField("user", user);
                    json.writeEndObject();
                });
            case "DELETE /session" -> {
                sessions.close(sessionKey);
                response.addCookie(cookie("", 0));
                response.setStatus(204);
            }
            case "GET /nodes" -> send(response, json -> Views.nodes(json, now(), store.nodes()));
            case "GET /nodes/*" -> node(path.substring("/nodes/".length()), request, response);
            case "GET /claim" ->
                send(response, json -> ClaimPage.write(json, server, key, store, ClaimPage.PLACEHOLDER));
            case "POST /tokens" -> {
                String token = store.createToken("made in the console by " + user, Optional.empty());
                LOG.info(
                        "The claim token {} is made in the console by {}",
                        store.token(token).map(Store.Token::id).orElse("?"),
                        user);
                send(response, json -> ClaimPage.write(json, server, key, store, token));
            }
            default -> fail(response, 404, "no such call: " + call);
        }
    }

    private void node(String rest, HttpServletRequest request, HttpServletResponse response) throws IOException {
        int slash = rest.indexOf('/');
        String text = slash < 0 ? rest : rest.substring(0, slash);
        // the target keeps its own percent-encoding: it is not for us
        String uri = request.getRequestURI();
        int at = uri.indexOf(text);
        if (!NODE_ID.matcher(text).matches() || at < 0) {
            fail(response, 404, "not a node id");
            return;
        }
        UUID id = UUID.fromString(text);
        if (slash < 0) {
            Optional<Store.NodeRow> node = store.node(id);
            if (node.isEmpty()) {
                fail(response, 404, "no such node");
            } else {
                send(response, json -> Views.node(json, now(), node.get(), store.contexts(id)));
            }
            return;
        }
        NodeQueries current = queries;
        if (current == null) {
            fail(response, 503, "the gateway is not running");
            return;
        }
        String target = uri.substring(at + text.length());
        if (request.getQueryString() != null) {
            target += "?" + request.getQueryString();
        }
        proxy.ask(current, id, target, request, response);
    }

    private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String address = request.getRemoteAddr();
        Duration wait = guard.wait(address);
        if (!wait.isZero()) {
            response.setHeader("Retry-After", Long.toString(wait.toSeconds() + 1));
            fail(response, 429, "too many failures; wait " + (wait.toSeconds() + 1) + " s");
            return;
        }
        SignIn attempt;
        try {
            byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                fail(response, 413, "more than " + MAX_BODY + " bytes");
                return;
            }
            attempt = SignIn.parse(factory, body);
        } catch (IOException e) {
            fail(response, 400, "a JSON object with user and password is expected");
            return;
        }
        if (!signIns.tryAcquire()) {
            response.setHeader("Retry-After", "1");
            fail(response, 429, "others are signing in; try again");
            return;
        }
        // read before the password is compared: a change in between ends the session
        Optional<String> edition = store.passwordEdition(attempt.user());
        boolean right;
        try {
            right = store.authenticate(attempt.user(), attempt.password());
        } finally {
            signIns.release();
        }
        if (!right || edition.isEmpty()) {
            guard.failed(address);
            LOG.warn("A sign-in to the console from {} failed", address);
            fail(response, 401, "user name or password is wrong");
            return;
        }
        guard.succeeded(address);
        response.addCookie(cookie(sessions.open(attempt.user(), edition.get()), (int) Sessions.LIFE.toSeconds()));
        send(response, json -> {
            json.writeStartObject();
            json.writeStringField("user", attempt.user());
            json.writeEndObject();
        });
    }

    private long now() {
        return Instant.now(clock).getEpochSecond();
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals(COOKIE)) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    private static Cookie cookie(String value, int seconds) {
        Cookie cookie = new Cookie(COOKIE, value);
        cookie.setPath(COOKIE_PATH);
        cookie.setHttpOnly(true);
        cookie.setSecure(true);
        cookie.setMaxAge(seconds);
        cookie.setAttribute("SameSite", "Strict");
        return cookie;
    }

    /** Writes a body. */
    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private void send(HttpServletResponse response, Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(bytes)) {
            body.write(json);
        }
        response.setContentType("application/json; charset=utf-8");
        response.setContentLength(bytes.size());
        bytes.writeTo(response.getOutputStream());
    }

    private void fail(HttpServletResponse response, int status, String message) throws IOException {
        response.setStatus(status);
        send(response, json -> {
            json.writeStartObject();
            json.writeStringField("error", message);
            json.writeEndObject();
        });
    }
}
