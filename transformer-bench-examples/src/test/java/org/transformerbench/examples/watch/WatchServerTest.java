package org.transformerbench.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.examples.Browser;

/** A real client asks. */
@Timeout(120)
class WatchServerTest {
    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger asked = new AtomicInteger();
    private WatchServer server;

    @BeforeEach
    void start() throws IOException {
        server = new WatchServer(0, this::page);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String page() {
        return "<title>page " + asked.incrementAndGet() + " \u00e4</title><meta http-equiv=\"refresh\" content=\"1\">";
    }

    private HttpResponse<String> get(URI address) throws Exception {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void each_request_gets_the_page_of_its_moment() throws Exception {
        HttpResponse<String> first = get(server.uri());

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(first.body()).contains("page 1 \u00e4");
        assertThat(get(server.uri()).body()).contains("page 2");
    }

    @Test
    void there_is_one_page_to_be_read_and_nothing_else() throws Exception {
        assertThat(get(server.uri().resolve("/results.jsonl")).statusCode()).isEqualTo(404);
        HttpRequest post = HttpRequest.newBuilder(server.uri())
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
        assertThat(asked).hasValue(0);
    }

    @Test
    void it_is_for_this_machine_alone() throws Exception {
        assertThat(InetAddress.getByName(server.uri().getHost().replaceAll("[\\[\\]]", ""))
                        .isLoopbackAddress())
                .isTrue();
        assertThat(statusLine("evil.example")).contains("403");
        assertThat(statusLine("localhost:" + server.uri().getPort())).contains("200");
    }

    /** The client of the JDK lets nobody choose the header. */
    private String statusLine(String host) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(0, answer.indexOf('\r'));
        }
    }

    @Test
    void a_page_that_cannot_be_made_is_an_error_of_that_request_alone() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (WatchServer failing = new WatchServer(0, () -> {
            if (requests.incrementAndGet() == 1) {
                throw new IllegalStateException("no charts today");
            }
            return "fine";
        })) {
            assertThat(get(failing.uri()).statusCode()).isEqualTo(500);
            assertThat(get(failing.uri()).body()).isEqualTo("fine");
        }
    }

    @Test
    void a_port_in_use_is_refused() {
        assertThatThrownBy(() -> new WatchServer(server.uri().getPort(), () -> ""))
                .isInstanceOf(BindException.class);
    }

    @Test
    void nothing_is_left_when_it_is_closed() {
        server.close();
        assertThatThrownBy(() -> get(server.uri())).isInstanceOf(ConnectException.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("transformer-bench-watch");
    }

    @Test
    void a_browser_reloads_the_page() throws Exception {
        Optional<Browser> browser = Browser.find();
        assumeTrue(browser.isPresent(), Browser.MISSING);

        browser.get().open(server.uri(), folder, () -> asked.get() > 2);

        assertThat(asked).hasValueGreaterThan(2);
    }
}
