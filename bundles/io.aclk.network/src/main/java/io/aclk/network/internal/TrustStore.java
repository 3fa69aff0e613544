package io.aclk.network.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trust managers of the platform. The system's own certificates are read once, when first needed. Thread-safe. */
final class TrustStore {

    private List<X509Certificate> system;

    /** Trusts the system's authorities and the given certificates. */
    X509ExtendedTrustManager trusting(List<X509Certificate> more) throws GeneralSecurityException, IOException {
        List<X509Certificate> all = new ArrayList<>(system());
        all.addAll(more);
        return only(all);
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

    private synchronized List<X509Certificate> system() throws GeneralSecurityException {
        if (system == null) {
            system = List.of(manager(null).getAcceptedIssuers());
        }
        return system;
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
