package io.aclk.launcher;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A person's browser, as far as {@code bin/demo} needs one: signs in to the console and reads JSON. */
final class ConsoleClient {

    private static final int LIMIT_MILLIS = (int) Duration.ofSeconds(20).toMillis();

    private final URI url;
    private final SSLSocketFactory trust;
    private final String cookie;

    private ConsoleClient(URI url, SSLSocketFactory trust, String cookie) {
        this.url = url;
        this.trust = trust;
        this.cookie = cookie;
    }

    /**
     * Signs in.
     *
     * @param url address of the cloud side
     * @param certificate PEM file to trust
     */
    static ConsoleClient signIn(URI url, Path certificate, String user, String password) throws IOException {
        SSLSocketFactory trust = trust(certificate);
        HttpURLConnection connection = open(url.resolve("/console/api/session"), trust);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("X-Requested-With", "demo");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection
                .getOutputStream()
                .write(Json.createObjectBuilder()
                        .add("user", user)
                        .add("password", password)
                        .build()
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("the console did not let us in: HTTP " + connection.getResponseCode());
        }
        String cookie = connection.getHeaderField("Set-Cookie");
        if (cookie == null) {
            throw new IOException("the console gave no session");
        }
        return new ConsoleClient(url, trust, cookie.split(";", 2)[0]);
    }

    /** Reads a path of the console, for example {@code /console/api/nodes}. */
    JsonObject get(String path) throws IOException {
        HttpURLConnection connection = open(url.resolve(path), trust);
        connection.setRequestProperty("Cookie", cookie);
        return read(connection);
    }

    /** Reads any address without signing in. */
    static JsonObject get(URI address) throws IOException {
        return read(open(address, null));
    }

    private static HttpURLConnection open(URI address, SSLSocketFactory trust) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(java.net.Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(trust);
        }
        connection.setConnectTimeout(LIMIT_MILLIS);
        connection.setReadTimeout(LIMIT_MILLIS);
        return connection;
    }

    private static JsonObject read(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException(connection.getURL().getPath() + " was answered with HTTP " + status);
        }
        try (InputStream in = connection.getInputStream();
                JsonReader reader = Json.createReader(in)) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new IOException(connection.getURL().getPath() + " was not answered with a JSON object", e);
        }
    }

    private static SSLSocketFactory trust(Path certificate) throws IOException {
        try (InputStream in = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "cloud", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate " + certificate + " cannot be used", e);
        }
    }
}
