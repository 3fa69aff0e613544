package io.aclk.agent.web.internal;

import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.Channel;

/** What the asker of a request may see ({@code protocol/queries.md} section 2.1). */
final class Permissions {

    private static final long SIGNED_IN = 0x1;
    private static final long ANONYMOUS_DATA = 0x8;

    /** Of the cloud where it does not say otherwise: signed-in, same-space, anonymous-data, sensitive-data. */
    private static final long CLOUD_DEFAULT = 0x1b;

    private Permissions() {}

    /** The refusal of a request for data, or {@code null} if it is allowed. */
    static Reply refuse(ApiRequest request) {
        if (request.channel() == Channel.LOCAL) {
            return null;
        }
        long permissions = permissions(request.headers().get("x-netdata-permissions"));
        if ((permissions & ANONYMOUS_DATA) != 0) {
            return null;
        }
        int status = (permissions & SIGNED_IN) != 0 ? 403 : 412;
        return Reply.text(status, "You need to be authorized to access this resource");
    }

    /** A hexadecimal mask; one that cannot be read grants nothing. */
    private static long permissions(String header) {
        if (header == null || header.isBlank()) {
            return CLOUD_DEFAULT;
        }
        String text = header.strip();
        try {
            return Long.parseUnsignedLong(
                    text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text, 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
