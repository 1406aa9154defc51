package org.transformerbench.examples.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.config.ThreadPools;

/**
 * A server of one page, on the JDK's own HTTP server, for browsers on this machine only. A request that names another host, as a page of
 * the web may make by a name that it points at this machine, is refused.
 */
public final class WatchServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchServer.class);

    /** Reports are made one after the other: they must not take the processors from the runs. */
    private static final int THREADS = 1;

    private final Supplier<String> page;
    private final HttpServer server;
    private final ExecutorService threads = ThreadPools.daemons(THREADS, "transformer-bench-watch");

    /**
     * Starts a server.
     *
     * @param port 0 for any that is free
     * @param page makes the page for each request, as HTML
     * @throws IOException if the port is in use
     */
    public WatchServer(int port, Supplier<String> page) throws IOException {
        this.page = page;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Returns the address of the page.
     *
     * @return with the port that was found
     */
    public URI uri() {
        return URI.create("http://" + host() + "/");
    }

    private String host() {
        String address = server.getAddress().getAddress().getHostAddress();
        return (address.contains(":") ? "[" + address + "]" : address) + ":"
                + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (!host().equals(host) && !("localhost:" + server.getAddress().getPort()).equals(host)) {
                answer(exchange, 403, "text/plain", "This page is for browsers on this machine: " + uri());
            } else if (!exchange.getRequestURI().getPath().equals("/")) {
                answer(exchange, 404, "text/plain", "There is nothing but /");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                answer(exchange, 405, "text/plain", "The method must be GET");
            } else {
                page(exchange);
            }
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        String html;
        try {
            html = page.get();
        } catch (RuntimeException e) {
            LOG.warn("The page of the study cannot be made", e);
            answer(exchange, 500, "text/plain", "The page cannot be made: " + e);
            return;
        }
        answer(exchange, 200, "text/html", html);
    }

    private static void answer(HttpExchange exchange, int status, String type, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    /** Ends all connections, so that no client can hold the command up, and the server's threads. */
    @Override
    public void close() {
        server.stop(0);
        ThreadPools.close(threads);
    }
}
