package io.aclk.cloud.console.internal;

import io.aclk.cloud.api.CloudServer;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The pages of the console: a fixed set of files of this bundle, held in memory. {@code /} leads to {@code /console/}.
 * They ask no other host for anything, and the Content-Security-Policy lets them not.
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.name=console-pages",
            "osgi.http.whiteboard.servlet.pattern=/", // an empty pattern does not survive component descriptions
            "osgi.http.whiteboard.servlet.pattern=/console/*",
            "osgi.http.whiteboard.target=" + CloudServer.TARGET
        })
public final class StaticFiles extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String FOLDER = "/console/";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private record Page(byte[] bytes, String type, String tag) {}

    private final transient Map<String, Page> pages = new HashMap<>();

    /** Reads the files of this bundle. */
    @Activate
    public StaticFiles(BundleContext context) {
        Bundle bundle = context.getBundle();
        add(bundle, "web");
        add(bundle, "META-INF/resources/webjars");
    }

    private void add(Bundle bundle, String folder) {
        Enumeration<URL> entries = bundle.findEntries(folder, "*.*", true);
        while (entries != null && entries.hasMoreElements()) {
            URL url = entries.nextElement();
            String name = url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (type != null) {
                try (InputStream in = url.openStream()) {
                    byte[] bytes = in.readAllBytes();
                    pages.put(name, new Page(bytes, type, tag(bytes)));
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + name + " of the console's own bundle", e);
                }
            }
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String name(String path) {
        return path.equals(FOLDER) ? "index.html" : path.substring(FOLDER.length());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        if (path.equals("/") || path.equals("/console")) {
            response.sendRedirect(FOLDER);
            return;
        }
        // the pattern "/" brings everything here that is nobody else's
        Page page = path.startsWith(FOLDER) ? pages.get(name(path)) : null;
        if (page == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", page.tag());
        if (page.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(page.type());
        response.setContentLength(page.bytes().length);
        response.getOutputStream().write(page.bytes());
    }
}
