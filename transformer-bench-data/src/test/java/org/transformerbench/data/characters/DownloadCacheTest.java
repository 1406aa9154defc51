package org.transformerbench.data.characters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.data.characters.TextServer.TEXT;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.SeedStreams;

class DownloadCacheTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path temporary;

    private TextServer server;
    private Path folder;

    @BeforeEach
    void startServer() throws IOException {
        folder = temporary.resolve("not").resolve("there-yet");
        server = new TextServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void downloads_once_and_then_reads_the_file() throws Exception {
        DownloadCache cache = cache("/text", sha256(TEXT));

        Path first = cache.fetch();
        Path second = cache.fetch();

        assertThat(first).isEqualTo(second).hasContent(TEXT);
        assertThat(server.requests()).isEqualTo(1);
        assertThat(files()).containsExactly("text.txt");
    }

    @Test
    void the_task_learns_from_what_was_downloaded() throws Exception {
        ShakespeareTask task = new ShakespeareTask(cache("/text", sha256(TEXT)));
        CharacterConfig config = CharacterConfig.builder().contextLength(8).build();

        Dataset first = task.load(config, new SeedStreams(1));
        task.load(config, new SeedStreams(2));

        assertThat(first.vocabulary().symbols()).isEqualTo(" ,.Tbenort");
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void rejects_a_download_with_another_checksum_and_keeps_nothing() throws Exception {
        String expected = sha256("something else");
        DownloadCache cache = cache("/text", expected);

        assertThatThrownBy(cache::fetch)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("its SHA-256 is " + sha256(TEXT) + " and not " + expected)
                .hasMessageContaining(cache.source().toString())
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("--corpus FILE (key corpus)");
        assertThat(files()).isEmpty();
    }

    @Test
    void downloads_a_damaged_file_again() throws Exception {
        damagedFile();

        assertThat(cache("/text", sha256(TEXT)).fetch()).hasContent(TEXT);
        assertThat(server.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void downloads_again_what_is_truncated_corrupted_or_foreign(int kind) throws Exception {
        byte[] corrupted = TEXT.getBytes(UTF_8);
        corrupted[100] ^= 1;
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("text.txt"),
                List.of(new byte[0], TEXT.substring(1).getBytes(UTF_8), corrupted, "<html>".getBytes(UTF_8))
                        .get(kind));

        assertThat(cache("/text", sha256(TEXT)).fetch()).hasContent(TEXT);
        assertThat(server.requests()).isEqualTo(1);
        assertThat(files()).containsExactly("text.txt");
    }

    @Test
    void a_folder_in_place_of_the_file_is_refused_before_anything_is_downloaded() throws Exception {
        Path taken = Files.createDirectories(folder.resolve("text.txt"));

        assertThatThrownBy(cache("/text", sha256(TEXT))::fetch)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(taken + " is there and is no file; remove it");
        assertThat(server.requests()).isZero();
    }

    @Test
    void never_uses_a_damaged_file_also_if_it_cannot_be_replaced() throws Exception {
        damagedFile();

        assertThatThrownBy(cache("/nowhere", sha256(TEXT))::fetch).isInstanceOf(DataException.class);
        assertThat(files()).containsExactly("text.txt");
    }

    @Test
    void reports_the_status_of_a_server_that_has_no_such_file() throws Exception {
        assertThatThrownBy(cache("/nowhere", sha256(TEXT))::fetch)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the server answered with status 404")
                .hasMessageContaining("/nowhere")
                .hasMessageContaining("--corpus FILE (key corpus)");
        assertThat(files()).isEmpty();
    }

    @Test
    void says_how_to_go_on_without_a_network() throws Exception {
        DownloadCache cache = new DownloadCache(folder, "text.txt", unusedAddress(), sha256(TEXT), LONG);

        assertThatThrownBy(cache::fetch)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot download " + cache.source() + " to the folder " + folder + ": ")
                .hasMessageContaining("ConnectException")
                .hasMessageEndingWith("Without a network, give a file with --corpus FILE (key corpus)");
    }

    @Test
    void gives_up_on_a_server_that_stalls() throws Exception {
        DownloadCache cache =
                new DownloadCache(folder, "text.txt", server.address("/stalls"), sha256(TEXT), Duration.ofMillis(300));

        assertThatThrownBy(cache::fetch)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("it took longer than 300 ms");
    }

    @Test
    void reports_a_folder_that_cannot_be_made() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        DownloadCache cache =
                new DownloadCache(file.resolve("folder"), "text.txt", server.address("/text"), sha256(TEXT), LONG);

        assertThatThrownBy(cache::fetch)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file.resolve("folder").toString());
    }

    @Test
    void several_threads_may_ask_at_once() throws Exception {
        DownloadCache cache = cache("/text", sha256(TEXT));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> fetched =
                    Stream.generate(() -> threads.submit(cache::fetch)).limit(8).toList();
            for (Future<Path> path : fetched) {
                assertThat(path.get(20, TimeUnit.SECONDS)).hasContent(TEXT);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(files()).containsExactly("text.txt");
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_kept() throws Exception {
        DownloadCache cache = cache("/stalls", sha256(TEXT));
        Thread.currentThread().interrupt();

        assertThatThrownBy(cache::fetch).isInstanceOf(DataException.class).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private DownloadCache cache(String path, String sha256) {
        return new DownloadCache(folder, "text.txt", server.address(path), sha256, LONG);
    }

    private static URI unusedAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return TextServer.address(socket.getLocalPort(), "/text");
        }
    }

    private void damagedFile() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("text.txt"), "damaged");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }
}
