package io.aclk.transport.internal;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkOptions;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportSession;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A transport, and what a test needs to use it in few words. */
final class TransportFixture implements AutoCloseable {

    final RecordingListener listener = new RecordingListener();
    final AbortSignal abort = new AbortSignal();
    final PahoTransport transport;

    TransportFixture() {
        this(Limits.DEFAULT);
    }

    TransportFixture(Limits limits) {
        this(limits, Surroundings.REAL);
    }

    TransportFixture(Limits limits, Surroundings surroundings) {
        this(new TestNetwork(), limits, surroundings);
    }

    TransportFixture(TestNetwork network, Limits limits, Surroundings surroundings) {
        transport = new PahoTransport(network, limits, surroundings);
    }

    TransportSession connect(URI endpoint) throws TransportException {
        return connect(options(endpoint));
    }

    TransportSession connect(ConnectOptions options) throws TransportException {
        return transport.connect(options, listener, abort);
    }

    TransportException connectFails(ConnectOptions options) {
        return Assertions.assertThrows(TransportException.class, () -> connect(options));
    }

    static ConnectOptions options(URI endpoint) {
        return options(endpoint, "secret", Duration.ofSeconds(60), Duration.ofSeconds(10), 1024 * 1024);
    }

    static ConnectOptions options(
            URI endpoint, String password, Duration keepAlive, Duration connackLimit, int maxInbound) {
        return new ConnectOptions(
                endpoint,
                NetworkOptions.DIRECT,
                "client-1",
                "user",
                password,
                "/agent/1/will",
                utf8("gone"),
                keepAlive,
                connackLimit,
                maxInbound);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static TransportException awaitFailure(CompletionStage<?> stage) {
        ExecutionException e = Assertions.assertThrows(ExecutionException.class, () -> await(stage));
        return Assertions.assertInstanceOf(TransportException.class, e.getCause());
    }

    @Override
    public void close() {
        transport.deactivate();
    }
}
