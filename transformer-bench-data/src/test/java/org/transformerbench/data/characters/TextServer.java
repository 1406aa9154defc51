package org.transformerbench.data.characters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves one text at {@code /text}, and at {@code /stalls} a body that does not end before the server does. */
final class TextServer implements AutoCloseable {
    static final String TEXT = "To be, or not to be. ".repeat(20);

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch testEnd = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    TextServer() throws IOException {
        server.setExecutor(thread);
        server.createContext("/text", exchange -> {
            requests.incrementAndGet();
            byte[] body = TEXT.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/stalls", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            await(testEnd);
            exchange.close();
        });
        server.start();
    }

    int requests() {
        return requests.get();
    }

    URI address(String path) {
        return address(server.getAddress().getPort(), path);
    }

    static URI address(int port, String path) {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + path);
    }

    @Override
    public void close() {
        testEnd.countDown();
        server.stop(0);
        thread.shutdown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
