package io.aclk.cloud.api;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The certificate that the cloud side shows, on all its listeners. Registered once it exists. Immutable.
 */
@ProviderType
public interface ServerKey {

    /** PEM file with the certificate chain, the server's own first: what agents trust with {@code --ca}. */
    Path certificate();

    /** PEM file with the private key, PKCS#8, mode 0600. */
    Path key();

    /** A context that shows it; clients are not asked for a certificate. */
    SSLContext sslContext();

    /** {@code sha256/<base64>} of the public key. */
    String pin();

    /** Whether we made it ourselves: agents then need to be told to trust it. */
    boolean selfSigned();
}
