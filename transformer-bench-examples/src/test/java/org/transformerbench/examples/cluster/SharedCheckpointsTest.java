package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.CheckpointStore;
import org.transformerbench.api.training.RunCheckpoint;

class SharedCheckpointsTest {
    @TempDir
    private Path folder;

    private SharedCheckpoints checkpoints;

    @BeforeEach
    void open() throws IOException {
        checkpoints = SharedCheckpoints.open(folder.resolve("shared").toUri().toString(), new Configuration());
    }

    /** Returns the checkpoints of a run at each of its steps. */
    private static List<RunCheckpoint> ofSteps(int number) {
        List<RunCheckpoint> made = new ArrayList<>();
        CheckpointStore keeping = new CheckpointStore() {
            @Override
            public void save(RunCheckpoint checkpoint) {
                made.add(checkpoint);
            }

            @Override
            public Optional<RunCheckpoint> find(String runId) {
                return Optional.empty();
            }

            @Override
            public void delete(String runId) {}

            @Override
            public String setAside(String runId) {
                throw new UnsupportedOperationException("None is found");
            }
        };
        Experiment experiment = Experiment.on("addition")
                .models("mlp")
                .set("digits", "2")
                .training(TrainingConfig.defaults().withBatchSize(8).forSteps(number))
                .build();
        new ExperimentRunner(Registry.discover())
                .withCheckpoints(keeping, Duration.ZERO)
                .run(experiment);
        return made;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("shared"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void the_last_one_of_a_run_is_found_and_those_before_are_gone() throws Exception {
        List<RunCheckpoint> made = ofSteps(3);
        String runId = made.get(0).run().runId();
        assertThat(checkpoints.find(runId)).isEmpty();

        for (RunCheckpoint each : made) {
            checkpoints.save(each);
        }

        RunCheckpoint last = made.get(made.size() - 1);
        assertThat(checkpoints.find(runId).orElseThrow().progress().steps())
                .isEqualTo(last.progress().steps());
        assertThat(names()).containsExactly(runId + "." + last.progress().steps() + ".safetensors");
    }

    @Test
    void an_attempt_that_is_taken_for_lost_may_write_the_same_one() throws Exception {
        RunCheckpoint checkpoint = ofSteps(2).get(0);

        checkpoints.save(checkpoint);
        checkpoints.save(checkpoint);

        assertThat(names()).hasSize(1);
        assertThat(checkpoints.find(checkpoint.run().runId())).isPresent();
    }

    @Test
    void the_driver_deletes_what_an_executor_leaves() throws Exception {
        RunCheckpoint checkpoint = ofSteps(2).get(0);
        String runId = checkpoint.run().runId();
        checkpoints.ofExecutor().save(checkpoint);

        checkpoints.ofExecutor().delete(runId);
        assertThat(names()).hasSize(1);
        checkpoints.delete(runId);

        assertThat(names()).isEmpty();
    }

    @Test
    void one_that_is_put_aside_is_not_found_again() throws Exception {
        RunCheckpoint checkpoint = ofSteps(2).get(0);
        String runId = checkpoint.run().runId();
        checkpoints.save(checkpoint);

        assertThat(checkpoints.setAside(runId)).endsWith(".safetensors.refused");

        assertThat(checkpoints.find(runId)).isEmpty();
        assertThatThrownBy(() -> checkpoints.setAside(runId)).isInstanceOf(IOException.class);
    }
}
