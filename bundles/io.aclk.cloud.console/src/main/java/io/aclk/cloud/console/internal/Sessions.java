package io.aclk.cloud.console.internal;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Who is signed in. In memory: a restart of the bundle signs everybody out. At most {@link #MAX} sessions; the one that
 * was not used for the longest time gives way. Thread-safe.
 */
@Component(service = Sessions.class, immediate = true)
public final class Sessions {

    static final int MAX = 1_000;
    static final Duration IDLE = Duration.ofHours(12);
    static final Duration LIFE = Duration.ofDays(7);

    private static final int KEY_BYTES = 32;

    /**
     * One person signed in.
     *
     * @param edition of the password that was used ({@code Store.passwordEdition})
     */
    record Session(String user, String edition, Instant created, Instant used) {}

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    /** By access order, so that the first one is the longest unused. */
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /** Sessions by the system clock. */
    @Activate
    public Sessions() {
        this(Clock.systemUTC());
    }

    Sessions(Clock clock) {
        this.clock = clock;
    }

    /** Starts a session with this edition of the user's password and returns its key, a secret. */
    String open(String user, String edition) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        String key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        synchronized (sessions) {
            sessions.put(key, new Session(user, edition, now, now));
            if (sessions.size() > MAX) {
                sessions.remove(sessions.keySet().iterator().next());
            }
        }
        return key;
    }

    /** A session, if it is not too old; using it keeps it alive. */
    Optional<Session> get(String key) {
        Instant now = clock.instant();
        synchronized (sessions) {
            Session session = sessions.get(key);
            if (session == null) {
                return Optional.empty();
            }
            if (now.isAfter(session.used().plus(IDLE))
                    || now.isAfter(session.created().plus(LIFE))) {
                sessions.remove(key);
                return Optional.empty();
            }
            sessions.put(key, new Session(session.user(), session.edition(), session.created(), now));
            return Optional.of(session);
        }
    }

    /** Ends a session. */
    void close(String key) {
        synchronized (sessions) {
            sessions.remove(key);
        }
    }
}
