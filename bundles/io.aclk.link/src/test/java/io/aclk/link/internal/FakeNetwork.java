package io.aclk.link.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A cloud's HTTP side: answers as recorded unless a test says otherwise. */
final class FakeNetwork implements Network {

    final List<HttpCall> calls = new ArrayList<>();
    /** Answers in place of the recorded ones; {@code null} = the recorded one. */
    Function<String, HttpReply> answers = name -> null;

    NetworkException failure;
    /** Failures of calls by name; {@code null} = none. */
    Function<String, NetworkException> failures = name -> null;
    /** What the observer of a call is told. */
    Consumer<ConnectObserver> steps = observer -> {};
    /** Connections that were only made to be looked at. */
    int connections;

    @Override
    public NetworkConnection connect(
            String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
        connections++;
        steps.accept(observer);
        return new NetworkConnection(new Socket(), "none", "TLSv1.3", "x", List.of());
    }

    @Override
    public HttpReply exchange(HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
            throws NetworkException {
        calls.add(request);
        steps.accept(observer);
        if (failure != null) {
            throw failure;
        }
        String name = name(request);
        if (failures.apply(name) != null) {
            throw failures.apply(name);
        }
        HttpReply answer = answers.apply(name);
        if (answer != null) {
            return answer;
        }
        Golden.Exchange recorded = Golden.exchanges(name).get(0);
        return reply(recorded.status(), recorded.responseBody());
    }

    static String name(HttpCall request) {
        String path = request.uri().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static HttpReply reply(int status, String body) {
        return new HttpReply(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
