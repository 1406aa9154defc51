package org.transformerbench.examples.cli;

import org.transformerbench.api.Trainer;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.experiment.ExperimentRunner;
import picocli.CommandLine.Option;

/** The option that sets the number of threads. */
final class ThreadOption {
    private static final String NAME = "--threads";

    @Option(
            names = NAME,
            paramLabel = "N",
            description = {
                "Threads of the trainer, of each run where several are made at once. Results do not depend on it, but for"
                        + " times. Default: one per processor, shared out among the runs at once."
            })
    Integer threads;

    /**
     * Checks the number.
     *
     * @throws ConfigException if it is no number of threads
     */
    void check() {
        if (threads != null) {
            Require.between(NAME, threads, 1, Trainer.MAX_THREADS);
        }
    }

    /**
     * Returns a trainer with this number of threads.
     *
     * @throws ConfigException if the trainer cannot be told
     */
    Trainer of(Trainer trainer) {
        return threads == null ? trainer : told(trainer);
    }

    /** Returns the same runner with this number of threads; the trainers are those that it will use. */
    ExperimentRunner of(ExperimentRunner runner, Iterable<Trainer> trainers) {
        if (threads == null) {
            return runner;
        }
        trainers.forEach(this::told);
        return runner.withThreads(threads);
    }

    private Trainer told(Trainer trainer) {
        check();
        Trainer told = trainer.withThreads(threads);
        if (told == trainer) {
            throw new ConfigException(NAME + ": the trainer '" + trainer.id()
                    + "' chooses its threads itself; leave it out, or use another trainer");
        }
        return told;
    }
}
