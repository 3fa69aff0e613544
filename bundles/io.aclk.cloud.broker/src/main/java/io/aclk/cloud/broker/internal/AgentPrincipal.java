package io.aclk.cloud.broker.internal;

import io.aclk.cloud.api.Logins.Rights;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;

/** A client that has logged in, and its rights. Lives as long as its connection. */
final class AgentPrincipal extends UserPrincipal {

    private static final long serialVersionUID = 1L;

    private final transient List<TopicFilter> publish;
    private final transient List<TopicFilter> subscribe;

    private AgentPrincipal(String clientId, Rights rights) {
        super(clientId);
        this.publish = rights.publish().stream().map(TopicFilter::of).toList();
        this.subscribe = rights.subscribe().stream().map(TopicFilter::of).toList();
    }

    /** The subject that Artemis keeps with the connection. */
    static Subject subject(String clientId, Rights rights) {
        return new Subject(true, Set.of(new AgentPrincipal(clientId, rights)), Set.of(), Set.of());
    }

    /** The one principal of a subject made by {@link #subject}. */
    static AgentPrincipal of(Subject subject) {
        return subject.getPrincipals(AgentPrincipal.class).iterator().next();
    }

    boolean mayPublish(String topic) {
        return publish.stream().anyMatch(right -> right.matches(topic));
    }

    boolean maySubscribe(String filter) {
        TopicFilter wanted;
        try {
            wanted = TopicFilter.of(filter);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return subscribe.stream().anyMatch(right -> right.covers(wanted));
    }
}
