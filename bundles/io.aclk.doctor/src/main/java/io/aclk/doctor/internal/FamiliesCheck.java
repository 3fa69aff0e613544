package io.aclk.doctor.internal;

import io.aclk.api.link.LinkProbe.Stage;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@link Check#ADDRESS_FAMILIES}: which kinds of addresses were tried, and which got through. The faster one wins
 * (RFC 8305), so of two kinds that work one is mostly not needed. That none got through is a fault of
 * {@link Check#TCP}, which says why.
 */
final class FamiliesCheck {

    private FamiliesCheck() {}

    static Finding of(Story story) {
        if (story.tried().isEmpty()) {
            return Finding.notReached(Check.ADDRESS_FAMILIES, "");
        }
        List<String> parts = Stream.of(family(story, true), family(story, false))
                .flatMap(Optional::stream)
                .toList();
        boolean connected =
                story.tried().stream().anyMatch(tried -> tried.failure().isEmpty());
        String text = String.join("; ", parts);
        return connected || story.passed(Stage.TCP)
                ? Finding.passed(Check.ADDRESS_FAMILIES, text)
                : Finding.notReached(Check.ADDRESS_FAMILIES, parts.size() == 1 ? "see TCP" : "see TCP: " + text);
    }

    private static Optional<String> family(Story story, boolean six) {
        List<Story.Tried> own = story.tried().stream()
                .filter(tried -> six(tried.address()) == six)
                .toList();
        String name = six ? "IPv6" : "IPv4";
        if (own.isEmpty()) {
            return Optional.empty();
        }
        List<String> failures = new ArrayList<>();
        for (Story.Tried tried : own) {
            if (tried.failure().isEmpty()) {
                return Optional.of(name + " works (" + literal(tried.address()) + ")");
            }
            failures.add(literal(tried.address()) + ": " + tried.failure().get());
        }
        return Optional.of(name + " fails (" + String.join(", ", failures) + ")");
    }

    private static boolean six(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    private static String literal(InetSocketAddress address) {
        return address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }
}
