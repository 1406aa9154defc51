package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Fakes;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;
import org.transformerbench.api.config.Location;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.training.CheckpointsInMemory;

/** A file is known by what is in it, and not by its path. */
class DataLocationTest {
    private static final String SOME = "sha256:" + "a".repeat(64);
    private static final String OTHER = "sha256:" + "b".repeat(64);

    /** The content of each file, by its path; no checksum for a file that has none. */
    private final Map<String, String> files = new HashMap<>();

    private final CheckpointsInMemory store = new CheckpointsInMemory();
    private int stepOfInterrupt;
    private int loads;
    private String log = "";

    /** The values of {@link FileTask}. */
    public record FileConfig(@Location String file, int count) {}

    private final class FileTask implements Task<FileConfig> {
        @Override
        public String id() {
            return "lines";
        }

        @Override
        public Class<FileConfig> configType() {
            return FileConfig.class;
        }

        @Override
        public FileConfig defaultConfig() {
            return new FileConfig("a.txt", 3);
        }

        @Override
        public Dataset load(FileConfig config, SeedStreams seeds) {
            loads++;
            FakeData data = new FakeData(Rows.numbered(20), Rows.numbered(5), Rows.numbered(6), List.of(Targets.LAST));
            String checksum = files.get(config.file());
            return checksum == null ? data : Fakes.fromFile(data, checksum);
        }
    }

    private Registry registry() {
        return Registry.empty()
                .with(new FakeModel("mlp"))
                .with(new FileTask())
                .with(new FakeTrainer("fake", spec -> new ChainSession() {
                    private int steps;

                    @Override
                    public StepResult step(Batch batch, double learningRate) {
                        if (++steps == stepOfInterrupt) {
                            Thread.currentThread().interrupt();
                        }
                        return super.step(batch, learningRate);
                    }
                }));
    }

    private static Experiment experiment(String file) {
        return Experiment.on("lines")
                .models("mlp")
                .set("file", file)
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(3))
                .build();
    }

    private List<RunResult> run(String file, List<RunResult> earlier) {
        List<RunResult> made = new ArrayList<>();
        Experiment experiment = experiment(file);
        log = CapturedLog.of(() -> new ExperimentRunner(registry())
                .resuming(earlier)
                .withCheckpoints(store, Duration.ZERO)
                .run(experiment, made::add));
        return made;
    }

    @Test
    void the_same_file_under_another_path_is_the_same_run() {
        files.put("a.txt", SOME);
        files.put("./a.txt", SOME);
        List<RunResult> first = run("a.txt", List.of());

        assertThat(run("./a.txt", first)).isEmpty();
        assertThat(log).isEmpty();

        List<RunResult> both = new ArrayList<>(first);
        both.addAll(run("./a.txt", List.of()));
        assertThat(both)
                .hasSize(2)
                .extracting(RunResult::runId)
                .containsOnly(first.get(0).runId());
        assertThat(Comparison.of(both).scopes()).hasSize(1);
        assertThat(both)
                .extracting(result ->
                        result.spec().dataLocation().orElseThrow().path("file").asText())
                .containsExactly("a.txt", "./a.txt");
        assertThat(first.get(0).spec().taskConfig())
                .isEqualTo(Json.mapper().createObjectNode().put("count", 3));
    }

    @Test
    void another_file_is_another_run_and_nothing_has_changed() {
        files.put("a.txt", SOME);
        files.put("b.txt", OTHER);
        List<RunResult> first = run("a.txt", List.of());

        List<RunResult> second = run("b.txt", first);

        assertThat(second).hasSize(1);
        assertThat(second.get(0).runId()).isNotEqualTo(first.get(0).runId());
        assertThat(log).isEmpty();
    }

    @Test
    void another_content_in_the_same_place_has_changed() {
        files.put("a.txt", SOME);
        List<RunResult> first = run("a.txt", List.of());
        files.put("a.txt", OTHER);

        assertThat(run("a.txt", first)).hasSize(1);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("the data has changed (then sha256:aaaaaaaaaaaa, now sha256:bbbbbbbbbbbb)");
    }

    @Test
    void a_run_that_was_interrupted_on_other_content_starts_anew_and_one_line_says_so() {
        files.put("a.txt", SOME);
        stepOfInterrupt = 2;
        run("a.txt", List.of());
        assertThat(Thread.interrupted()).isTrue();
        stepOfInterrupt = 0;
        files.put("a.txt", OTHER);

        List<RunResult> made = run("a.txt", List.of());

        assertThat(made).hasSize(1);
        assertThat(made.get(0).provenance().resumedAtStep()).isEmpty();
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains(
                        "mlp on lines, learning rate 1e-2, seed 1 starts at step 0: the data has changed (then"
                                + " sha256:aaaaaaaaaaaa, now sha256:bbbbbbbbbbbb) since its checkpoint at step 2, which stays as ");
        assertThat(store.kept).hasSize(1);
    }

    @Test
    void training_on_from_a_checkpoint_of_other_content_is_refused_with_the_beginnings_of_both_checksums() {
        files.put("a.txt", SOME);
        stepOfInterrupt = 2;
        run("a.txt", List.of());
        assertThat(Thread.interrupted()).isTrue();
        files.put("a.txt", OTHER);
        ExperimentRunner continuing = new ExperimentRunner(registry())
                .continuingFrom(store.kept.values().iterator().next());

        assertThatThrownBy(() -> continuing.run(experiment("a.txt")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "its dataChecksum is \"sha256:aaaaaaaaaaaa\", that of this run" + " \"sha256:bbbbbbbbbbbb\"");
    }

    @Test
    void a_run_that_was_interrupted_goes_on_when_its_file_was_moved() {
        files.put("a.txt", SOME);
        stepOfInterrupt = 2;
        run("a.txt", List.of());
        assertThat(Thread.interrupted()).isTrue();
        stepOfInterrupt = 0;
        files.put("elsewhere/a.txt", SOME);

        assertThat(run("elsewhere/a.txt", List.of()).get(0).provenance().resumedAtStep())
                .hasValue(2);
        assertThat(log).isEmpty();
    }

    @Test
    void the_path_is_the_identity_of_data_whose_content_nobody_knows() {
        RunSpec spec = run("a.txt", List.of()).get(0).spec();

        assertThat(spec.dataLocation()).isEmpty();
        assertThat(spec.taskConfig()).isEqualTo(new Configs().write(new FileConfig("a.txt", 3)));
        assertThat(run("./a.txt", List.of()).get(0).runId()).isNotEqualTo(spec.runId());
    }

    @Test
    void data_whose_content_nobody_knows_is_loaded_for_each_run() {
        RunSpec spec = run("a.txt", List.of()).get(0).spec();
        ExperimentRunner runner = new ExperimentRunner(registry());
        loads = 0;

        runner.run(spec);
        runner.run(spec);

        assertThat(loads).isEqualTo(2);
    }

    @Test
    void a_specification_says_where_its_data_was() {
        files.put("a.txt", SOME);
        RunSpec spec = run("a.txt", List.of()).get(0).spec();
        files.remove("a.txt");
        files.put("moved.txt", SOME);

        RunSpec moved = RunSpec.fromJson(spec.toJson().replace("a.txt", "moved.txt"));
        assertThat(moved.runId()).isEqualTo(spec.runId());
        Optional<RunResult> result = new ExperimentRunner(registry()).run(moved);

        assertThat(result).hasValueSatisfying(made -> assertThat(made.spec()).isEqualTo(moved));
    }

    @Test
    void a_result_of_an_earlier_version_with_the_path_in_its_identity_is_made_again_with_the_reason() {
        files.put("a.txt", SOME);
        RunResult now = run("a.txt", List.of()).get(0);
        ObjectNode tree = new Configs().write(now);
        ObjectNode spec = tree.withObject("/spec");
        spec.withObject("/taskConfig").setAll((ObjectNode) spec.remove("dataLocation"));
        RunResult before = new Configs().read(tree, RunResult.class);
        assertThat(before.runId()).isNotEqualTo(now.runId());

        assertThat(run("a.txt", List.of(before))).hasSize(1);
        assertThat(log).contains("it is known by the path of its data, as an earlier version wrote it");
    }
}
