package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.ServerKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The key that the cloud side shows. */
record PemServerKey(Path certificate, Path key, SSLContext sslContext, String pin, boolean selfSigned)
        implements ServerKey {

    /**
     * @param chain the server's own certificate first
     * @param privateKey its key
     */
    static PemServerKey of(
            Path certificate, Path key, List<X509Certificate> chain, PrivateKey privateKey, boolean selfSigned)
            throws IOException, GeneralSecurityException {
        char[] inMemoryOnly = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, inMemoryOnly);
        store.setKeyEntry("server", privateKey, inMemoryOnly, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, inMemoryOnly);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new PemServerKey(certificate, key, context, pin(chain.get(0)), selfSigned);
    }

    private static String pin(X509Certificate certificate) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(certificate.getPublicKey().getEncoded());
        return "sha256/" + Base64.getEncoder().encodeToString(digest);
    }
}
