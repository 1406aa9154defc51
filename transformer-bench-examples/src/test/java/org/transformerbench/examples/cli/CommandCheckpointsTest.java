package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.training.RunStart;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;

/** A checkpoint goes when the result is in the file, not before; and --again goes on from none. */
class CommandCheckpointsTest {
    @TempDir
    private Path folder;

    private final List<Integer> kept = new ArrayList<>();
    private int diskFullUntil;

    /** Each run leaves a checkpoint when it is trained; the results are on a full disk until the beginning of one. */
    private final TrainingListener disk = new TrainingListener() {
        @Override
        public void onRunStart(RunStart start) {
            try {
                kept.add(checkpoints().size());
                if (start.run() == 1 && diskFullUntil > 0) {
                    Files.createSymbolicLink(lines(), Path.of("/dev/full"));
                }
                if (start.run() == diskFullUntil) {
                    Files.delete(lines());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onTrained(TrainedRun<?> run) {
            try {
                checkpoint(run.spec().runId());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private int compare(String... more) {
        BackendCheck works = new BackendCheck(() -> {}, name -> true);
        List<String> arguments = new ArrayList<>(
                List.of("compare", "--models", "mlp", "--seeds", "1,2,3", "--steps", "4", "--output", "" + folder));
        arguments.addAll(List.of(more));
        return new Terminal(new Environment(loader -> Terminal.fakes(), works, writer -> disk))
                .run(arguments.toArray(String[]::new));
    }

    private Path lines() {
        return folder.resolve("results.jsonl");
    }

    private Path checkpoint(String runId) throws IOException {
        Files.createDirectories(folder.resolve("checkpoints"));
        return Files.writeString(folder.resolve("checkpoints").resolve(runId + ".safetensors"), "weights");
    }

    private List<String> checkpoints() throws IOException {
        if (!Files.exists(folder.resolve("checkpoints"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void a_checkpoint_goes_with_each_result_that_is_written() throws IOException {
        assertThat(compare()).isZero();
        assertThat(kept).containsExactly(0, 0, 0);
        assertThat(checkpoints()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void checkpoints_stay_while_results_cannot_be_written_and_go_when_they_are() throws IOException {
        diskFullUntil = 3;
        assertThat(compare()).isZero();

        assertThat(kept).containsExactly(0, 1, 2);
        assertThat(new ResultsFile(lines()).read()).hasSize(3);
        assertThat(folder.resolve("checkpoints")).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void checkpoints_of_results_that_were_never_written_are_left() throws IOException {
        diskFullUntil = 99;
        assertThat(compare()).isEqualTo(1);

        assertThat(checkpoints()).hasSize(3);
        Files.delete(lines()); // A link out of the temporary folder.
    }

    @Test
    void again_starts_over_and_leaves_checkpoints_of_other_runs_alone() throws IOException {
        compare();
        List<Path> old = new ArrayList<>();
        for (var result : new ResultsFile(lines()).read()) {
            old.add(checkpoint(result.runId()));
        }
        Path other = checkpoint("another");

        assertThat(compare("--again")).isZero();

        assertThat(old).hasSize(3).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(kept).as("one goes with each run, those of other runs stay").endsWith(4, 3, 2);
        assertThat(checkpoints()).containsExactly(other.getFileName().toString());
    }
}
