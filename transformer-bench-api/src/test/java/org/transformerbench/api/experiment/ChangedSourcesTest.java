package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.api.Fakes.fromFile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ChainSession;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Fakes.FakeData;
import org.transformerbench.api.Fakes.FakeModel;
import org.transformerbench.api.Fakes.FakeTask;
import org.transformerbench.api.Fakes.FakeTrainer;
import org.transformerbench.api.Fakes.OverRows;
import org.transformerbench.api.Fakes.Rows;
import org.transformerbench.api.Slice;
import org.transformerbench.api.StepResult;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;
import org.transformerbench.api.training.CheckpointsInMemory;
import org.transformerbench.api.training.RunCheckpoint;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.api.training.TrainingProgress;

/** A result is used again only if what made it is still the same. */
class ChangedSourcesTest {
    private static final String BEFORE = "sha256:" + "a".repeat(64);
    private static final String AFTER = "sha256:" + "b".repeat(64);

    private final CheckpointsInMemory store = new CheckpointsInMemory();
    private final List<String> heard = new ArrayList<>();
    private Dataset data = data();
    private Trainer trainer = new FakeTrainer("fake", spec -> new ChainSession());
    private String log = "";

    private static FakeData data() {
        return new FakeData(
                Rows.numbered(200), Rows.numbered(5), Rows.numbered(6), List.of(Targets.LAST, Targets.EVERY));
    }

    /** The data with example 3 of one part changed. */
    private static FakeData changed(String part, int column) {
        UnaryOperator<ExampleSet> change = examples -> {
            int[][] rows = ((Rows) examples).rows().clone();
            rows[3] = rows[3].clone();
            rows[3][column] += 1;
            return Rows.of(rows);
        };
        FakeData whole = data();
        return new FakeData(
                part.equals("train") ? change.apply(whole.train()) : whole.train(),
                part.equals("validation") ? change.apply(whole.validation()) : whole.validation(),
                part.equals("test") ? change.apply(whole.test()) : whole.test(),
                whole.targets());
    }

    private List<RunResult> run(List<RunResult> earlier) {
        Registry registry = Registry.empty()
                .with(new FakeModel("gpt"))
                .with(new FakeModel("mlp"))
                .with(new FakeTask("sort", seeds -> data))
                .with(trainer);
        Experiment experiment = Experiment.on("sort")
                .models("gpt", "mlp")
                .learningRates(1e-2)
                .seeds(1)
                .trainer("fake")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(3))
                .build();
        List<RunResult> made = new ArrayList<>();
        log = loggedBy(() -> new ExperimentRunner(registry)
                .resuming(earlier)
                .withCheckpoints(store, Duration.ZERO)
                .run(experiment, made::add, new TrainingListener() {
                    @Override
                    public void onResume(TrainingProgress progress) {
                        heard.add("goes on after " + progress.steps());
                    }
                }));
        return made;
    }

    private static String loggedBy(Supplier<?> work) {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            work.get();
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    @Test
    void nothing_is_made_again_when_nothing_has_changed() {
        List<RunResult> first = run(List.of());
        assertThat(first).hasSize(2);

        data = data();
        assertThat(run(first)).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void other_files_make_other_runs_and_both_results_stay_side_by_side() {
        Dataset before = fromFile(data(), BEFORE);
        Dataset after = fromFile(changed("test", 1), AFTER);
        data = before;
        List<RunResult> all = new ArrayList<>(run(List.of()));
        assertThat(all).extracting(result -> result.spec().dataChecksum()).containsOnly(Optional.of(BEFORE));

        data = after;
        all.addAll(run(all));

        assertThat(log.lines())
                .singleElement()
                .asString()
                .endsWith(
                        "2 runs are made again, although the result is there: the data has changed (then sha256:aaaaaaaaaaaa,"
                                + " now sha256:bbbbbbbbbbbb), and both results are kept");
        assertThat(all).extracting(RunResult::runId).doesNotHaveDuplicates().hasSize(4);
        assertThat(ResultsFile.lastOfEachRun(all)).isEqualTo(all);
        Comparison comparison = Comparison.of(all);
        assertThat(comparison.scopes())
                .extracting(ComparisonScope::dataChecksum)
                .containsExactly(Optional.of(BEFORE), Optional.of(AFTER));
        assertThat(comparison.scopes())
                .allSatisfy(scope -> assertThat(comparison.groups(scope))
                        .extracting(group -> group.key().model())
                        .containsExactly("gpt", "mlp"));
        for (Dataset each : List.of(before, after)) {
            data = each;
            assertThat(run(all)).isEmpty();
            assertThat(log).isEmpty();
        }
    }

    @Test
    void results_of_an_earlier_version_without_a_checksum_of_the_files_are_named() {
        List<RunResult> earlier = run(List.of());
        data = fromFile(data(), AFTER);

        assertThat(run(earlier)).hasSize(2);
        assertThat(log).contains("it does not say which files it is of, and both results are kept");
    }

    @ParameterizedTest
    @CsvSource({"train, 0", "train, 1", "validation, 0", "validation, 1", "test, 0", "test, 1"})
    void any_other_token_or_target_makes_the_runs_again_and_one_line_says_why(String part, int column) {
        List<RunResult> first = run(List.of());
        data = changed(part, column);

        List<RunResult> made = run(first);

        assertThat(made)
                .extracting(RunResult::runId)
                .containsExactlyElementsOf(first.stream().map(RunResult::runId).toList());
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("2 runs are made again, although the result is there: the data has changed (then sha256:")
                .doesNotContain("code of");
        List<RunResult> all = new ArrayList<>(first);
        all.addAll(made);
        assertThat(run(all)).isEmpty();
    }

    @Test
    void other_symbols_and_slices_are_other_data() {
        List<RunResult> first = run(List.of());
        data = new Changed() {
            @Override
            public Vocabulary vocabulary() {
                int[] symbols = Changed.super
                        .vocabulary()
                        .symbols()
                        .codePoints()
                        .map(c -> c + 1)
                        .toArray();
                return Vocabulary.of(new String(symbols, 0, symbols.length));
            }
        };
        assertThat(run(first)).hasSize(2);
        data = new Changed() {
            @Override
            public ExampleSet test(Targets targets) {
                return new Sliced(Rows.numbered(6));
            }
        };
        assertThat(run(first)).hasSize(2);
    }

    private interface Changed extends Dataset {
        @Override
        default Vocabulary vocabulary() {
            return data().vocabulary();
        }

        @Override
        default int contextLength() {
            return 1;
        }

        @Override
        default List<Targets> targets() {
            return data().targets();
        }

        @Override
        default ExampleSet train(Targets targets) {
            return data().train();
        }

        @Override
        default ExampleSet validation(Targets targets) {
            return data().validation();
        }

        @Override
        default ExampleSet test(Targets targets) {
            return data().test();
        }
    }

    private record Sliced(Rows rows) implements OverRows {
        @Override
        public List<Slice> slices() {
            return List.of(new Slice("half", "first"));
        }

        @Override
        public boolean inSlice(int slice, long example, int output) {
            return example < 3;
        }
    }

    @Test
    void another_trainer_under_the_same_id_makes_the_runs_again() {
        List<RunResult> first = run(List.of());
        trainer = new CountingTrainer(model -> {}, 1);

        assertThat(run(first)).hasSize(2);
        assertThat(log).contains("the code of the trainer has changed").doesNotContain("the data");
    }

    @Test
    void results_of_a_version_without_fingerprints_are_read_but_made_again() {
        List<RunResult> first = run(List.of());
        List<RunResult> old =
                first.stream().map(ChangedSourcesTest::withoutFingerprints).toList();
        assertThat(old).allMatch(result -> result.provenance().fingerprints().isEmpty());

        assertThat(run(old)).hasSize(2);
        assertThat(log).contains("2 runs are made again, although the result is there: there are no fingerprints");
    }

    private static RunResult withoutFingerprints(RunResult result) {
        ObjectNode tree = new Configs().write(result);
        assertThat(tree.withObject("/provenance").remove("fingerprints")).isNotNull();
        return new Configs().read(tree, RunResult.class);
    }

    @Test
    void data_that_cannot_be_read_whole_ends_no_run_and_is_never_taken_for_the_same() {
        data = new Changed() {
            @Override
            public ExampleSet train(Targets targets) {
                return new Unreadable(Rows.numbered(200));
            }
        };
        List<RunResult> first = run(List.of());

        assertThat(first).hasSize(2).allMatch(result -> result.outcome().finished());
        assertThat(first.get(0).provenance().fingerprints().flatMap(Fingerprints::data))
                .isEmpty();
        assertThat(run(first)).hasSize(2);
        assertThat(log).contains("the data cannot be compared, as it could not be read now");
    }

    /** Runs read what they need of it. */
    private record Unreadable(Rows rows) implements OverRows {
        @Override
        public void updateDigest(MessageDigest digest) {
            throw new IllegalStateException("no such file");
        }
    }

    @Test
    void a_checkpoint_of_other_data_or_of_a_version_without_fingerprints_is_refused() {
        run(List.of());
        for (boolean old : new boolean[] {false, true}) {
            RunCheckpoint checkpoint = interrupted();
            if (old) {
                store.kept.replaceAll((id, kept) -> withoutFingerprints(kept));
            } else {
                // Far behind what the first batches hold, by which a loop knows its data otherwise.
                data = changed("test", 1);
            }
            run(List.of());

            assertThat(heard).isEmpty();
            assertThat(store.aside).contains(checkpoint.run().runId());
        }
    }

    @Test
    void a_checkpoint_of_the_same_data_and_code_is_gone_on_from() {
        interrupted();
        run(List.of());

        assertThat(heard).containsExactly("goes on after 2");
        assertThat(store.aside).isEmpty();
    }

    /** Leaves a checkpoint of the first run after its second step. */
    private RunCheckpoint interrupted() {
        store.kept.clear();
        store.aside.clear();
        Trainer before = trainer;
        trainer = new FakeTrainer("fake", spec -> new ChainSession() {
            private int steps;

            @Override
            public StepResult step(Batch batch, double learningRate) {
                if (++steps == 2) {
                    Thread.currentThread().interrupt();
                }
                return super.step(batch, learningRate);
            }
        });
        run(List.of());
        assertThat(Thread.interrupted()).isTrue();
        trainer = before;
        return store.kept.values().iterator().next();
    }

    private static RunCheckpoint withoutFingerprints(RunCheckpoint checkpoint) {
        ObjectNode run = new Configs().write(checkpoint.run());
        assertThat(run.remove("fingerprints")).isNotNull();
        return new RunCheckpoint(
                new Configs().read(run, checkpoint.run().getClass()),
                checkpoint.progress(),
                checkpoint.failures(),
                checkpoint.parameters(),
                checkpoint.optimizer());
    }
}
