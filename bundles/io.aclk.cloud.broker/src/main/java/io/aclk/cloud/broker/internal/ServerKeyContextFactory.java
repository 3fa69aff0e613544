package io.aclk.cloud.broker.internal;

import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.spi.core.remoting.ssl.SSLContextConfig;
import org.apache.activemq.artemis.spi.core.remoting.ssl.SSLContextFactory;

/**
 * Gives the acceptor the TLS context of the cloud side's {@code ServerKey}, which stands in the acceptor's parameters:
 * no key store is written and no password exists. Found by Artemis through {@code META-INF/services}.
 */
public final class ServerKeyContextFactory implements SSLContextFactory {

    /** Used by {@link java.util.ServiceLoader}. */
    public ServerKeyContextFactory() {}

    @Override
    public SSLContext getSSLContext(SSLContextConfig config, Map<String, Object> acceptor) {
        return (SSLContext) acceptor.get(TransportConstants.SSL_CONTEXT_PROP_NAME);
    }

    @Override
    public int getPriority() {
        return 100; // above the one of Artemis, which reads key stores
    }
}
