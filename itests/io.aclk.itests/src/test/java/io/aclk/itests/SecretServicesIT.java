package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.Claiming;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.Transport;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportListener;
import io.aclk.api.transport.TransportSession;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.itests.driver.InFramework;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Inside the framework: no secret is a service property, part of a {@code toString} or of an exception, or in the log, the
 * password of MQTT and the answer to the challenge included, which no owner ever sees. {@code SecretsIT} looks from
 * outside.
 */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class SecretServicesIT {

    private static final String PROXY_USER = "userOfProxy7e1";
    private static final String PROXY_PASSWORD = "passOfProxy7e1";
    private static final String REFUSED_TOKEN = "TokenOfRefusal7e2";

    @Inject
    private BundleContext context;

    private final Secrets secrets = new Secrets();
    private final List<String> found = new ArrayList<>();
    private final List<ConnectOptions> connects = new CopyOnWriteArrayList<>();

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk", "cloud");
    }

    @Test
    @Timeout(200)
    public void noSecretIsSeenInside() throws Exception {
        Instance instance = new Instance(context);
        talkativeLog(instance);
        ServiceRegistration<Transport> watched = watchTransport(instance);
        try (PasswordProxy proxy = new PasswordProxy()) {
            proxy.know(PROXY_USER + ":" + PROXY_PASSWORD);
            secrets.plantCredentials("the proxy", PROXY_USER + ":" + PROXY_PASSWORD);

            String token = instance.service(Store.class).createToken("secrets", Optional.empty());
            secrets.plant("token of the claim", token);
            secrets.plant("token of a refused claim", REFUSED_TOKEN);
            refusedClaim(instance, proxy);
            claim(instance, proxy, token);
            Await.until(
                    "online through the proxy",
                    Instance.ONLINE_LIMIT,
                    () -> instance.status().online() && !connects.isEmpty(),
                    instance::describe);
            ConfigurationAdmin admin = instance.service(ConfigurationAdmin.class);
            org.osgi.service.cm.Configuration settings = admin.getConfiguration("io.aclk.link", "?");
            settings.update(new Hashtable<>(Map.of("proxy", proxy.url(PROXY_USER + ":" + PROXY_PASSWORD))));
            try {
                Await.until(
                        "the setting is in force",
                        Instance.ONLINE_LIMIT,
                        () -> instance.service(EffectiveConfig.class).settings().stream()
                                        .anyMatch(setting -> setting.key().equals("proxy")
                                                && setting.source().contains("io.aclk.link"))
                                && LinkSettings.of(effective(instance))
                                        .network()
                                        .proxy()
                                        .contains(PROXY_PASSWORD),
                        instance::describe);
                plantWhatOnlyTheLinkKnows(instance);
                lookAtServices();
                lookAtTexts(instance);
                lookAtThreads();
            } finally {
                settings.delete();
            }
        } finally {
            watched.unregister();
        }
        found.addAll(secrets.below(instance.dir().resolve("log"), instance.dir().resolve("none")));
        found.addAll(secrets.below(instance.dir().resolve("run"), instance.dir().resolve("none")));

        assertEquals(List.of(), found);
    }

    // ---- steps

    private void talkativeLog(Instance instance) throws Exception {
        Path logback = Files.createDirectories(instance.dir().resolve("conf")).resolve("logback.xml");
        Files.writeString(
                logback,
                """
                <configuration>
                  <appender name="FILE" class="ch.qos.logback.core.FileAppender">
                    <file>%s/log/talkative.log</file>
                    <encoder><pattern>%%d %%-5level %%logger %%msg%%n%%ex{full}</pattern></encoder>
                  </appender>
                  <logger name="io.aclk" level="TRACE"/>
                  <root level="INFO"><appender-ref ref="FILE"/></root>
                </configuration>
                """
                        .formatted(instance.dir()));
        instance.service(ConfigurationAdmin.class)
                .getConfiguration("org.ops4j.pax.logging", "?")
                .update(new Hashtable<>(Map.of("org.ops4j.pax.logging.logback.config.file", logback.toString())));
        Path log = instance.dir().resolve("log/talkative.log");
        Await.until("the log is talkative", Duration.ofSeconds(20), () -> Files.exists(log), log::toString);
    }

    /** A transport before the real one, which sees what it is told. */
    private ServiceRegistration<Transport> watchTransport(Instance instance) {
        Transport real = instance.service(Transport.class);
        Transport watching = new Transport() {
            @Override
            public TransportSession connect(
                    ConnectOptions options, TransportListener listener, AbortSignal abort, ConnectObserver observer)
                    throws TransportException {
                connects.add(options);
                return real.connect(options, listener, abort, observer);
            }
        };
        return context.registerService(
                Transport.class, watching, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 1000)));
    }

    private void refusedClaim(Instance instance, PasswordProxy proxy) throws Exception {
        for (String credentials : List.of(PROXY_USER + ":" + PROXY_PASSWORD, PROXY_USER + ":another")) {
            ClaimResult refused = claimed(instance, REFUSED_TOKEN, proxy.url(credentials));
            assertFalse(refused.claimed());
            found.addAll(secrets.in("the reason of a refusal", refused.toString()));
        }
    }

    private void claim(Instance instance, PasswordProxy proxy, String token) throws Exception {
        ClaimResult result = claimed(instance, token, proxy.url(PROXY_USER + ":" + PROXY_PASSWORD));
        assertTrue(result.claimed(), result.reason());
        found.addAll(secrets.in("ClaimResult", result.toString()));
    }

    private ClaimResult claimed(Instance instance, String token, String proxy) throws Exception {
        ClaimRequest request = new ClaimRequest(
                token,
                List.of("All nodes"),
                Optional.of(instance.cloudUrl()),
                Optional.of(proxy),
                Optional.of(instance.service(ServerKey.class).certificate()),
                Optional.empty(),
                Optional.empty());
        found.addAll(secrets.in("ClaimRequest", request.toString()));
        return instance.service(Claiming.class)
                .claim(request)
                .toCompletableFuture()
                .get(Instance.ONLINE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void plantWhatOnlyTheLinkKnows(Instance instance) throws Exception {
        ConnectOptions options = connects.get(connects.size() - 1);
        // of this protocol the answer to the challenge is the password
        assertTrue(options.password().length() >= 16, "a password that can be searched for");
        secrets.plant("password of MQTT", options.password());
        found.addAll(secrets.in("ConnectOptions", options.toString()));
        found.addAll(secrets.in("NetworkOptions", options.network().toString()));
        secrets.plantKey("private key", instance.dir().resolve("data/cloud.d/private.pem"));
        ClaimException refusal = assertThrows(
                ClaimException.class, () -> instance.service(Identity.class).decryptChallenge(new byte[256]));
        found.addAll(secrets.in("the exception of a challenge", text(refusal)));
    }

    private void lookAtServices() throws Exception {
        for (ServiceReference<?> reference : context.getAllServiceReferences(null, null)) {
            for (String key : reference.getPropertyKeys()) {
                String where = "service property " + key + " of " + reference;
                found.addAll(secrets.in(where, flat(reference.getProperty(key))));
            }
            Bundle bundle = reference.getBundle();
            if (bundle != null && bundle.getSymbolicName().startsWith("io.aclk.")) {
                Object service = context.getService(reference);
                if (service != null) {
                    found.addAll(secrets.in("toString of " + service.getClass(), service.toString()));
                }
            }
        }
    }

    private void lookAtTexts(Instance instance) throws Exception {
        found.addAll(
                secrets.in("LinkStatus", instance.service(Link.class).status().toString()));
        found.addAll(secrets.in(
                "ClaimState", instance.service(Claiming.class).state().toString()));
        EffectiveConfig config = instance.service(EffectiveConfig.class);
        found.addAll(secrets.in("EffectiveConfig", config.settings() + " " + config.problems()));
        Map<String, Object> properties = effective(instance);
        properties.forEach((key, value) -> found.addAll(secrets.in("setting " + key, flat(value))));
        LinkSettings settings = LinkSettings.of(properties);
        assertTrue(settings.network().proxy().contains(PROXY_PASSWORD), "the settings know the password");
        found.addAll(secrets.in("LinkSettings", settings.toString()));
    }

    /** What the link is told. */
    private static Map<String, Object> effective(Instance instance) throws IOException {
        Dictionary<String, Object> dictionary = instance.service(ConfigurationAdmin.class)
                .getConfiguration(LinkSettings.PID, "?")
                .getProperties();
        Map<String, Object> properties = new HashMap<>();
        Collections.list(dictionary.keys()).forEach(key -> properties.put(key, dictionary.get(key)));
        return properties;
    }

    private void lookAtThreads() {
        Thread.getAllStackTraces().forEach((thread, stack) -> found.addAll(secrets.in("a thread", thread.toString())));
    }

    private static String flat(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().map(SecretServicesIT::flat).toList().toString();
        }
        if (value != null && value.getClass().isArray()) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < Array.getLength(value); i++) {
                text.append(flat(Array.get(value, i))).append('\n');
            }
            return text.toString();
        }
        return String.valueOf(value);
    }

    private static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
