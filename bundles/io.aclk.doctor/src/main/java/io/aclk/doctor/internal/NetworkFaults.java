package io.aclk.doctor.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.PeerCertificate;
import java.net.Inet6Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words for what goes wrong below HTTP and MQTT: names, TCP, proxies, TLS, certificates. */
final class NetworkFaults {

    /** Nobody serves with a certificate that is off by more: it is the clock here. */
    private static final Duration CLOCK_SUSPICION = Duration.ofDays(30);

    /** Names of a certificate that are shown. */
    private static final int MAX_NAMES = 3;

    private static final Pattern STATUS = Pattern.compile(" \\(HTTP \\d{3}\\)$");

    private final Settings settings;
    private final Story story;
    private final Clock clock;
    private final Commands commands;

    NetworkFaults(Settings settings, Story story, Clock clock, Commands commands) {
        this.settings = settings;
        this.story = story;
        this.clock = clock;
        this.commands = commands;
    }

    /**
     * Explains a failure.
     *
     * @param met the check at which it was met
     * @param failure what was met
     * @param target who was to be reached
     */
    Remedy explain(Check met, NetworkException failure, Party target) {
        Party peer = failure.peer() == Peer.PROXY ? Party.proxy(proxy(), settings) : target;
        if (failure.fault().isEmpty()) {
            return unknown(met, failure);
        }
        Fault fault = failure.fault().get();
        switch (fault.reason()) {
            case DNS:
                return name(met, fault, peer);
            case TCP:
                return tcp(met, fault, peer);
            case PROXY:
                return proxy(met, failure, peer, target.address());
            case CERTIFICATE:
                return failure.certificate()
                        .map(certificate -> certificate(met, fault, failure, certificate, peer))
                        .orElseGet(() -> unknown(met, failure));
            case CONFIGURATION:
                return setting(fault, failure);
            default:
                return conversation(met, fault, failure, peer);
        }
    }

    /** Host and port of the proxy, or at least its name, as far as the probe came. */
    private String proxy() {
        String subject = story.subject(Stage.TCP, story.subject(Stage.DNS, ""));
        // a proxy that is given addresses: its name, and that of the server
        int and = subject.indexOf(" and ");
        return and < 0 ? subject : subject.substring(0, and);
    }

    private Remedy name(Check met, Fault fault, Party peer) {
        if (fault == Fault.NAME_UNKNOWN) {
            return new Remedy(
                    met,
                    "the name of " + peer.role() + ", " + peer.host()
                            + ", does not exist, says the resolver of this machine",
                    "check its spelling in " + peer.origin() + "; ask the resolver yourself: `getent hosts "
                            + peer.host() + "`");
        }
        return new Remedy(
                met,
                "no name server answers when this machine asks for the address of " + peer.role() + ", " + peer.host(),
                "check the network connection and the name servers in /etc/resolv.conf; where only a proxy gets out, set "
                        + settings.named(LinkSettings.PROXY));
    }

    private Remedy tcp(Check met, Fault fault, Party peer) {
        String there = peer + addresses();
        boolean proxy = peer.role().equals("the proxy");
        switch (fault) {
            case TCP_REFUSED:
                return new Remedy(
                        met,
                        "nobody listens at " + there + ": the connection is refused",
                        "check host and port in " + peer.origin()
                                + ", and that the program there runs; a firewall that rejects looks the same");
            case TCP_UNREACHABLE:
                return new Remedy(
                        // this machine has no way to any address of the kinds that the name has
                        met == Check.TCP && unroutable() ? Check.ADDRESS_FAMILIES : met,
                        "this machine has no way to " + there,
                        "check its network connection and default route (`ip route`, `ip -6 route`), and that the name has"
                                + " the right addresses");
            default:
                return new Remedy(
                        met,
                        there + " does not answer: it is away, or a firewall drops the packets",
                        proxy
                                ? "check host and port in " + peer.origin()
                                : "allow outgoing TCP to " + peer.address() + ", or name the proxy that gets out in "
                                        + settings.named(LinkSettings.PROXY));
        }
    }

    /** Whether the failures of all addresses say that this machine itself lacks a route, rather than one on the way. */
    private boolean unroutable() {
        return !story.tried().isEmpty()
                && story.tried().stream()
                        .allMatch(tried -> tried.failure().orElse("").contains("Network is unreachable"));
    }

    private String addresses() {
        if (story.tried().isEmpty()) {
            return "";
        }
        return story.tried().stream()
                .map(tried -> tried.address().getAddress())
                .filter(address -> address != null)
                .map(address -> (address instanceof Inet6Address ? "IPv6 " : "IPv4 ") + address.getHostAddress())
                .distinct()
                .collect(Collectors.joining(", ", " (", ")"));
    }

    private Remedy proxy(Check met, NetworkException failure, Party peer, String target) {
        String origin = peer.origin();
        switch (failure.fault().orElseThrow()) {
            case PROXY_LOGIN_MISSING:
                return new Remedy(
                        met,
                        peer + " wants a user and a password" + status(failure) + ", and none are set",
                        "write them before the host, `KIND://USER:PASSWORD@HOST:PORT`, in " + origin);
            case PROXY_LOGIN_REFUSED:
                return new Remedy(
                        met,
                        peer + " does not accept the user or the password",
                        "correct them in " + origin
                                + "; characters such as @ : / are written percent-encoded (%40 %3A %2F)");
            case PROXY_LOGIN_UNSUPPORTED:
                return new Remedy(
                        met,
                        peer + " wants a kind of login that is not spoken here, such as NTLM",
                        "ask its operator for Basic or Digest, or for an exception for " + target);
            case PROXY_FORBIDS:
                return new Remedy(
                        met,
                        peer + " forbids connections to " + target,
                        "ask its operator to allow CONNECT to " + target);
            case PROXY_CANNOT_REACH:
                return new Remedy(
                        met,
                        peer + " answers, but cannot reach " + target + " itself",
                        "check `url`; if it is right, tell the operator of the proxy; a server on this side of the proxy"
                                + " belongs into `no_proxy`, or set `proxy = none`");
            case NOT_A_PROXY:
                return new Remedy(
                        met,
                        "what answers at " + peer + " is not a proxy of this kind: it "
                                + failure.getMessage().replaceFirst("^proxy \\S+ ", ""),
                        "check kind, host and port in " + origin + ": http:// and socks5:// are not the same");
            case PROXY_CLOSED:
                return new Remedy(
                        met,
                        peer + " closed the connection without an answer",
                        "check kind and port in " + origin
                                + ": http:// and socks5:// are not the same; does it admit this" + " machine?");
            default:
                return new Remedy(
                        met,
                        peer + " refused the connection to " + target,
                        "look into the log of the proxy, or ask its operator; check " + origin);
        }
    }

    /** The status that an HTTP proxy answered with, as its failure ends with it: 407, or 401 of those that know no other. */
    private static String status(NetworkException failure) {
        Matcher status = STATUS.matcher(failure.getMessage());
        return status.find() ? status.group() : "";
    }

    private Remedy certificate(
            Check met, Fault fault, NetworkException failure, PeerCertificate certificate, Party peer) {
        boolean ofProxy = failure.peer() == Peer.PROXY;
        String trust = "trust it: `ca = FILE` (PEM) in conf/io.aclk.link.cfg";
        switch (fault) {
            case CERTIFICATE_EXPIRED:
                return validity(met, peer, certificate.validUntil(), "ended at");
            case CERTIFICATE_NOT_YET_VALID:
                return validity(met, peer, certificate.validFrom(), "begins at");
            case CERTIFICATE_WRONG_NAME:
                return new Remedy(
                        met,
                        "the certificate of " + peer + " is for " + names(certificate.names()) + ", not for this name",
                        "use a name of the certificate in " + peer.origin()
                                + (ofProxy
                                        ? ""
                                        : "; if it is none of your server's, something in between answers for it"));
            case CERTIFICATE_SELF_SIGNED:
                return new Remedy(
                        met,
                        "the certificate of " + peer + " signed itself and is not trusted here",
                        ofProxy ? trust : "set the `pin` that `bin/cloud info` prints at the server, or " + trust);
            case CERTIFICATE_UNKNOWN_AUTHORITY:
                return new Remedy(
                        met,
                        "the certificate of " + peer + " comes from \"" + certificate.authority()
                                + "\", which is not trusted here: a private authority, or TLS inspection in between",
                        "if you know this authority, " + trust + "; if not, something reads along: ask your network's"
                                + " operator for an exception");
            case CERTIFICATE_WRONG_PIN:
                return new Remedy(
                        met,
                        "the key of " + peer
                                + " is not the pinned one: it was changed, or something answers in its place",
                        "compare with `bin/cloud info` at the server, then correct "
                                + settings.named(LinkSettings.PIN));
            default:
                return new Remedy(
                        met,
                        "the certificate of " + peer + " is refused: " + failure.getMessage(),
                        "the server needs a certificate with an RSA key of 2048 bits or more, or an elliptic one, signed"
                                + " with SHA-256 or better");
        }
    }

    private Remedy validity(Check met, Party peer, Instant limit, String verb) {
        Instant now = clock.instant();
        String cause = "the certificate of " + peer + " " + verb + " " + minute(limit)
                + ", and the clock of this machine shows " + minute(now);
        if (Duration.between(limit, now).abs().compareTo(CLOCK_SUSPICION) > 0) {
            return new Remedy(
                    Check.CLOCK,
                    cause + ": the clock is wrong",
                    "set the clock (`timedatectl set-ntp true`); if it is right, the server needs another certificate");
        }
        return new Remedy(
                met,
                cause,
                "is the clock right? if not, set it (`timedatectl set-ntp true`); if so, the operator of the server must"
                        + " renew the certificate");
    }

    private Remedy setting(Fault fault, NetworkException failure) {
        String key = fault == Fault.PIN_SETTING
                ? LinkSettings.PIN
                : fault == Fault.TRUST_SETTING ? LinkSettings.CA : LinkSettings.PROXY;
        return new Remedy(
                Check.CONFIGURATION,
                failure.getMessage(),
                "correct " + settings.named(key) + "; " + commands.config() + " shows what is in force");
    }

    private Remedy conversation(Check met, Fault fault, NetworkException failure, Party peer) {
        String origin = peer.origin();
        switch (fault) {
            case NOT_TLS:
                return new Remedy(
                        met,
                        peer + " answers, but not with TLS: perhaps a plain HTTP port",
                        "use the HTTPS port in " + origin);
            case TLS_REFUSED:
                return new Remedy(
                        met,
                        peer + " does not agree on TLS 1.2 or 1.3",
                        "the server, or a device that inspects TLS in between, is too old or too strict: have it allow"
                                + " TLS 1.2");
            case CLOSED_IN_HANDSHAKE:
                return new Remedy(
                        met,
                        peer + " closed the connection during the TLS handshake",
                        "check the port in " + origin
                                + "; a firewall that filters by name does this, too: ask for an exception");
            case CLOSED_BEFORE_ANSWER:
                return new Remedy(
                        met,
                        peer + " closed the connection without an answer",
                        "check host and port in " + origin + "; if they are right, look into the log of the server");
            case NOT_HTTP:
                return new Remedy(met, peer + " speaks TLS, but its answer is not HTTP", "check the port in " + origin);
            case TOO_LARGE:
                return new Remedy(
                        met,
                        "the answer of " + peer + " is larger than any that belongs here",
                        "check host and port in " + origin);
            case NO_ANSWER:
                return new Remedy(
                        met,
                        peer
                                + (met == Check.TLS || met == Check.PROXY
                                        ? " accepted the connection and then said nothing"
                                        : " took the request and then said nothing"),
                        "check the port in " + origin
                                + "; a firewall or proxy in between may swallow the traffic: ask its operator");
            default:
                return unknown(met, failure);
        }
    }

    private static Remedy unknown(Check met, NetworkException failure) {
        return new Remedy(met, failure.getMessage(), "look for the reason in log/error.log (`grep ACLK`)");
    }

    private static String names(List<String> names) {
        if (names.isEmpty()) {
            return "no name at all";
        }
        String some = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
        return names.size() > MAX_NAMES ? some + " and " + (names.size() - MAX_NAMES) + " more" : some;
    }

    private static String minute(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDateTime().withSecond(0).withNano(0) + "Z";
    }
}
