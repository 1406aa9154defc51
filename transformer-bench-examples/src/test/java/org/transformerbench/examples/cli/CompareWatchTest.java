package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a command that is running. */
@Timeout(120)
class CompareWatchTest {
    private static final Pattern ADDRESS = Pattern.compile("Watch this study at (http://\\S+)");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> pages = new ArrayList<>();
    private final Terminal terminal = new Terminal(new Environment(
            loader -> Terminal.fakes(),
            new BackendCheck(() -> {}, name -> false),
            messages -> WatchedStudy.onEvaluation(this::look)));

    private URI address() {
        Matcher line = ADDRESS.matcher(terminal.err());
        assertThat(line.find()).as(terminal.err()).isTrue();
        return URI.create(line.group(1));
    }

    private void look() {
        pages.add(get());
    }

    private String get() {
        try {
            return client.send(HttpRequest.newBuilder(address()).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int compare(String port) {
        return terminal.run(
                "compare",
                "--watch",
                port,
                "--models",
                "mlp,nano-gpt",
                "--steps",
                "4",
                "--interval",
                "1",
                "--output",
                folder.toString());
    }

    @Test
    void the_report_is_served_while_runs_go_on_and_ends_with_the_command() {
        assertThat(compare("0")).isZero();

        assertThat(pages).hasSize(8);
        assertThat(pages.get(2)).contains("0 of 2 runs have ended", "mlp, rate 1e-2, seed 1", "<svg");
        assertThat(pages.get(6)).contains("1 of 2 runs have ended", "nano-gpt, rate 1e-2, seed 1", "Results");
        assertThatThrownBy(this::get).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void a_port_in_use_is_an_error_before_the_first_run() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(compare(Integer.toString(taken.getLocalPort()))).isEqualTo(2);

            assertThat(terminal.err())
                    .contains("--watch: the port " + taken.getLocalPort() + " cannot be used")
                    .contains("or 0 for any that is free");
        }
        assertThat(folder.resolve("results.jsonl")).doesNotExist();
    }

    @Test
    void a_number_that_is_no_port_is_an_error() {
        assertThat(compare("65536")).isEqualTo(2);
        assertThat(terminal.err()).contains("--watch (65536) must be between 0 and 65535");
    }
}
