package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Vocabulary;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.ExperimentRunner;
import org.transformerbench.api.inference.Sampling;
import org.transformerbench.api.inference.TextGenerator;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.training.TrainedRun;
import org.transformerbench.api.training.TrainingListener;
import org.transformerbench.models.bundle.Bundle;
import org.transformerbench.models.bundle.BundleReader;
import org.transformerbench.models.checkpoint.ModelFolder;
import org.transformerbench.models.checkpoint.OpenModel;
import org.transformerbench.models.checkpoint.SavedModel;

/** To train in Java, save and open again, as the page on plug-ins shows it. */
class ModelFolderTest {
    private static final String QUESTION = "21+43=";

    @TempDir
    private Path folder;

    private final Registry registry = Registry.discover();
    private final Experiment experiment = Experiment.on("addition")
            .set("digits", "2")
            .models("mlp")
            .learningRates(1e-2, 1e-3)
            .seeds(5)
            .training(TrainingConfig.defaults().withBatchSize(16).forSteps(2))
            .build();

    /** With zeros on the left, as the data has it. */
    private static float[] logits(TrainedModel model, Vocabulary vocabulary) {
        int[] tokens = vocabulary.encode(QUESTION);
        int[] window = new int[model.shape().contextLength()];
        System.arraycopy(tokens, 0, window, window.length - tokens.length, tokens.length);
        return model.logits(window, window.length, Targets.LAST);
    }

    /** What each trained model computes while it is still there. */
    private static final class Answers implements TrainingListener {
        private final Map<String, float[]> logits = new HashMap<>();

        @Override
        public void onTrained(TrainedRun<?> run) {
            logits.put(run.spec().runId(), logits(run.model(), run.vocabulary()));
        }
    }

    @Test
    void a_model_of_each_run_computes_after_opening_what_it_computed_after_training() throws IOException {
        ModelFolder models = new ModelFolder(folder.resolve("models"));
        Answers answers = new Answers();

        List<RunResult> results = new ExperimentRunner(registry).run(experiment, models, answers);

        assertThat(results).hasSize(2);
        for (RunResult run : results) {
            try (OpenModel open = SavedModel.read(models.file(run)).open(registry)) {
                assertThat(logits(open.model(), open.card().vocabulary())).isEqualTo(answers.logits.get(run.runId()));
            }
        }
    }

    @Test
    void a_file_holds_all_that_is_needed_to_use_the_model_elsewhere() throws IOException {
        ModelFolder models = new ModelFolder(folder);

        RunResult run = new ExperimentRunner(registry).run(experiment, models).get(0);

        Bundle bundle = new BundleReader().read(models.file(run));
        assertThat(bundle.card().model()).isEqualTo("mlp");
        assertThat(bundle.card().task()).hasValue("addition");
        assertThat(bundle.forward().missing()).isEmpty();
        TextEncoding encoding = bundle.encoding().orElseThrow();
        assertThat(encoding.decode(encoding.encode("12+34").tokens())).isEqualTo(QUESTION);
        assertThat(RunResult.fromJson(bundle.result().orElseThrow())).isEqualTo(run);
        assertThat(SavedModel.read(models.file(run)).result()).hasValue(run);
    }

    @Test
    void an_opened_model_writes_text_as_the_javadoc_shows() throws IOException {
        ModelFolder models = new ModelFolder(folder);
        Experiment transformer = Experiment.on("addition")
                .models("tl-transformer")
                .training(TrainingConfig.defaults().withBatchSize(4).forSteps(1))
                .build();

        RunResult run = new ExperimentRunner(registry).run(transformer, models).get(0);

        try (OpenModel open = SavedModel.read(models.file(run)).open(registry)) {
            Vocabulary vocabulary = open.card().vocabulary();
            TextGenerator generator = new TextGenerator(open.model(), Sampling.greedy(), new Random(1));
            int[] answer = generator.generate(vocabulary.encode("321+654="), 5, token -> {});
            assertThat(vocabulary.decode(answer)).hasSize(5);
        }
    }

    @Test
    void a_file_says_which_run_it_is_of() {
        ModelFolder models = new ModelFolder(folder);

        List<RunResult> results = new ExperimentRunner(registry).run(experiment, models);

        assertThat(results)
                .extracting(models::file)
                .allMatch(Files::exists)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "addition-mlp-1e-2-seed5-" + results.get(0).runId() + ".safetensors",
                        "addition-mlp-1e-3-seed5-" + results.get(1).runId() + ".safetensors");
    }

    @Test
    void a_file_that_cannot_be_written_is_counted_and_stops_nothing() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("models"), "a file");

        List<RunResult> results = new ExperimentRunner(registry).run(experiment, new ModelFolder(inTheWay));

        assertThat(results).hasSize(2).allSatisfy(run -> {
            assertThat(run.outcome().finished()).isTrue();
            assertThat(run.measurements().listenerFailures()).isEqualTo(1);
        });
    }
}
