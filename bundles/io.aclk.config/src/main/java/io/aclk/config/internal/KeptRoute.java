package io.aclk.config.internal;

import java.util.Optional;

/**
 * What must be known after a restart about a change that is under way or was refused.
 *
 * @param route the last one that the link was online with
 * @param refused why the one that the doors say does not work; empty while it is a candidate or on trial
 */
record KeptRoute(Route route, Optional<String> refused) {}
