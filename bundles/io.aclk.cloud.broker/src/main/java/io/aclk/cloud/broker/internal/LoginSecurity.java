package io.aclk.cloud.broker.internal;

import io.aclk.cloud.api.Logins;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks {@link Logins} who may connect, and lets a client do what its {@linkplain Logins.Rights rights} say and nothing
 * else. While there is no {@code Logins}, everybody is refused.
 *
 * <p>Credentials are valid once, but without its cache (which would accept them twice) Artemis asks again at each check of
 * a right. So {@code Logins} is asked once a connection, and the subject that Artemis keeps there answers the rest.
 */
final class LoginSecurity implements ActiveMQSecurityManager5 {

    private static final Logger LOG = LoggerFactory.getLogger(LoginSecurity.class);

    /** Between address and queue where Artemis names both. */
    private static final String QUEUE_SEPARATOR = "::";

    private final Supplier<Logins> logins;

    /** @param logins the service now, {@code null} while there is none */
    LoginSecurity(Supplier<Logins> logins) {
        this.logins = Objects.requireNonNull(logins, "logins");
    }

    @Override
    public Subject authenticate(String user, String password, RemotingConnection connection, String domain) {
        if (connection == null || connection.getClientID() == null || user == null || password == null) {
            return null;
        }
        if (connection.getSubject() != null) {
            return connection.getSubject();
        }
        Logins service = logins.get();
        if (service == null) {
            LOG.debug("Refused {}: there is no gateway to check logins", connection.getRemoteAddress());
            return null;
        }
        try {
            return service.login(connection.getClientID(), user, password)
                    .map(rights -> AgentPrincipal.subject(connection.getClientID(), rights))
                    .orElse(null);
        } catch (RuntimeException e) {
            LOG.warn("Refused a login since it could not be checked; see the gateway's messages", e);
            return null;
        }
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType type, String address) {
        AgentPrincipal agent = AgentPrincipal.of(subject);
        int end = address.indexOf(QUEUE_SEPARATOR);
        String topic = end < 0 ? address : address.substring(0, end);
        return switch (type) {
            case SEND -> agent.mayPublish(topic);
            case CREATE_ADDRESS -> agent.mayPublish(topic) || agent.maySubscribe(topic);
            case CONSUME,
                    CREATE_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE -> agent.maySubscribe(topic);
            default -> false;
        };
    }

    /** Not used: superseded by {@link #authenticate}. */
    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    /** Not used: superseded by {@link #authorize}. */
    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType type) {
        return false;
    }

    @Override
    public String getUserFromSubject(Subject subject) {
        return subject == null ? null : AgentPrincipal.of(subject).getName();
    }
}
