package io.aclk.network.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;

/** HttpCore's connection with our limits; unlike it, a head that was cut off is no answer. */
final class HttpConnection extends DefaultBHttpClientConnection {

    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(128)
            .setMaxEmptyLineCount(4)
            .build();

    private boolean ended;

    HttpConnection() {
        // the parser is given the limits on its own: by default it has none for the number of fields
        super(LIMITS, null, null, null, null, null, new DefaultHttpResponseParserFactory(LIMITS));
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket) {
            @Override
            protected InputStream getInputStream(Socket bound) throws IOException {
                return new EndNoticed(super.getInputStream(bound));
            }
        });
    }

    @Override
    public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
        ClassicHttpResponse response = super.receiveResponseHeader();
        if (ended) {
            throw new ConnectionClosedException("closed within the head of the answer");
        }
        return response;
    }

    private final class EndNoticed extends FilterInputStream {

        private EndNoticed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return noticed(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return noticed(super.read(buffer, offset, length));
        }

        private int noticed(int result) {
            if (result < 0) {
                ended = true;
            }
            return result;
        }
    }
}
