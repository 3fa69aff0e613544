package io.aclk.query.internal;

import java.util.regex.Pattern;

/** Whether a request only reads, or does something that must not be done twice. */
final class Effect {

    /** The path as it is on the wire, up to what can be asked with GET and acts all the same. */
    private static final Pattern ACTING =
            Pattern.compile("(?:/(?:host|node)/[^/?]+)*/api/v\\d+/(?:function|config|manage)(?:[/?].*)?");

    /** The host decodes the whole text before it looks at it: a path with anything encoded could be any other. */
    private static final Pattern ENCODED_PATH = Pattern.compile("[^?]*%.*");

    private Effect() {}

    /** Whether nothing is different if the request is run once more. */
    static boolean harmless(HttpText request) {
        return request.method().equals("GET")
                && !ACTING.matcher(request.target()).matches()
                && !ENCODED_PATH.matcher(request.target()).matches();
    }
}
