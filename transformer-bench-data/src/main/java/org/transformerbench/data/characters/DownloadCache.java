package org.transformerbench.data.characters;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.DataException;
import org.transformerbench.api.config.FileNames;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.result.AtomicFile;

/**
 * A cache of one file that is downloaded on first use.
 *
 * @param folder where it is kept
 * @param fileName its name there
 * @param source where it comes from
 * @param sha256 its checksum in lower-case hexadecimal; a file with another one is never used
 * @param timeout for the whole download
 */
record DownloadCache(Path folder, String fileName, URI source, String sha256, Duration timeout) {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadCache.class);

    /** Returns this library's folder by the XDG base directory specification, which ignores relative paths. */
    static Path userFolder(Map<String, String> environment, String home) {
        FileNames names = FileNames.ofThisJvm();
        String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = configured.isBlank() || !names.path(configured).isAbsolute()
                ? names.path(home).resolve(".cache")
                : names.path(configured);
        return caches.resolve("transformer-bench");
    }

    /** Returns the verified file, and downloads it if necessary. */
    Path fetch() {
        Path file = folder.resolve(fileName);
        try {
            if (Files.isRegularFile(file)) {
                if (checksum(file).equals(sha256)) {
                    return file;
                }
                LOG.warn("{} has another checksum than expected and is downloaded again", file);
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw failure(file + " is there and is no file; remove it", null);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw failure("interrupted", null); // AtomicFile hides an earlier interrupt from the download.
            }
            LOG.info("Downloading {} to {}, once", source, file);
            AtomicFile.replace(file, this::download);
            return file;
        } catch (IOException e) {
            throw failure(e.toString(), e);
        }
    }

    private void download(Path temporary) throws IOException {
        HttpResponse<Path> response = await(HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(timeout)
                .build()
                .sendAsync(HttpRequest.newBuilder(source).build(), HttpResponse.BodyHandlers.ofFile(temporary)));
        if (response.statusCode() != 200) {
            throw failure("the server answered with status " + response.statusCode(), null);
        }
        String actual = checksum(temporary);
        if (!actual.equals(sha256)) {
            throw failure("its SHA-256 is " + actual + " and not " + sha256, null);
        }
    }

    /**
     * Waits for a download. The request's own timeout ends with the response's headers; a body that stalls must not block for
     * ever.
     */
    private HttpResponse<Path> await(CompletableFuture<HttpResponse<Path>> download) throws IOException {
        try {
            return download.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            download.cancel(true);
            throw failure("it took longer than " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            download.cancel(true);
            Thread.currentThread().interrupt();
            throw failure("interrupted", e);
        }
    }

    private DataException failure(String reason, Exception cause) {
        return new DataException(
                "Cannot download " + source + " to the folder " + folder + ": " + reason
                        + ". Without a network, give a file with --corpus FILE (key corpus)",
                cause);
    }

    private static String checksum(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
