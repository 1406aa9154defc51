package org.transformerbench.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.examples.watch.StudyWatch;
import org.transformerbench.examples.watch.WatchServer;

/** The page of {@code --watch}, or none. */
final class WatchPage implements AutoCloseable {
    private static final Duration RELOAD = Duration.ofSeconds(5);
    private static final int MAX_PORT = 65_535;

    private final StudyWatch study;
    private final Optional<WatchServer> server;

    private WatchPage(StudyWatch study, Optional<WatchServer> server) {
        this.study = study;
        this.server = server;
    }

    /**
     * Opens the page.
     *
     * @param port null for no page, 0 for any port that is free
     * @param messages is told the address
     * @throws ConfigException if the port cannot be used
     */
    static WatchPage open(Integer port, PrintWriter messages) {
        StudyWatch study = new StudyWatch();
        if (port == null) {
            return new WatchPage(study, Optional.empty());
        }
        Require.between("--watch", port, 0, MAX_PORT);
        try {
            WatchServer server = new WatchServer(port, () -> study.report().html(RELOAD));
            messages.println("Watch this study at " + server.uri());
            messages.flush();
            return new WatchPage(study, Optional.of(server));
        } catch (BindException e) {
            throw new ConfigException(
                    "--watch: the port " + port + " cannot be used (" + e.getMessage()
                            + "); choose another one, or 0 for any that is free",
                    e);
        } catch (IOException e) {
            throw new Failure("--watch: the page cannot be served: " + e, e);
        }
    }

    TrainingListener listener() {
        return server.isPresent() ? study : new TrainingListener() {};
    }

    /** Returns a listener to trials of a tuning, which are in progress as runs are, and no results. */
    TrainingListener trialListener() {
        return server.isPresent() ? study.trials() : new TrainingListener() {};
    }

    @Override
    public void close() {
        server.ifPresent(WatchServer::close);
    }
}
