package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust managers of the platform. The system's authorities are those of this Java, read once when first needed; or, as
 * with OpenSSL, those of {@code SSL_CERT_FILE} (a file) and {@code SSL_CERT_DIR} (directories, separated as in a path)
 * in their place, read at each use. Thread-safe.
 */
final class TrustStore {

    private final Map<String, String> environment;
    private List<X509Certificate> java;

    TrustStore(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Trusts the system's authorities and the given certificates.
     *
     * @throws NetworkException {@code CONFIGURATION} if the variables name what cannot be used: the owner wanted exactly
     *     these, so nothing else is taken in their place
     */
    X509ExtendedTrustManager trusting(List<X509Certificate> more) throws GeneralSecurityException, IOException {
        Set<X509Certificate> all = new LinkedHashSet<>(system());
        all.addAll(more);
        return only(List.copyOf(all));
    }

    /** Trusts the given certificates alone. */
    static X509ExtendedTrustManager only(List<X509Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry("trusted-" + count++, certificate);
        }
        return manager(store);
    }

    private List<X509Certificate> system() throws GeneralSecurityException, NetworkException {
        List<Path> paths = new ArrayList<>(paths("SSL_CERT_FILE", false));
        paths.addAll(paths("SSL_CERT_DIR", true));
        return paths.isEmpty() ? java() : PemCertificates.read(paths);
    }

    private List<Path> paths(String variable, boolean several) throws NetworkException {
        String value = environment.getOrDefault(variable, "");
        List<Path> paths = new ArrayList<>();
        for (String text : several ? value.split(File.pathSeparator) : new String[] {value}) {
            if (!text.isEmpty()) {
                Path path = Path.of(text);
                if (!Files.exists(path)) {
                    throw new NetworkException(
                            Fault.TRUST_SETTING,
                            Peer.SERVER,
                            "the environment variable " + variable + " names " + path + ", which does not exist",
                            null,
                            null);
                }
                paths.add(path);
            }
        }
        return paths;
    }

    private synchronized List<X509Certificate> java() throws GeneralSecurityException {
        if (java == null) {
            java = List.of(manager(null).getAcceptedIssuers());
        }
        return java;
    }

    private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager found) {
                return found;
            }
        }
        throw new IllegalStateException("every Java has a trust manager for X.509");
    }
}
