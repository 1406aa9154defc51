package org.transformerbench.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Task;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.training.BatchSampler;

/** On real batches too, an untrained model's loss lies where PyTorch's does over twelve seeds. */
class InitialLossOnRealDataTest {
    private static final Registry REGISTRY = Registry.discover();
    private static final String SHAKESPEARE = System.getProperty("shakespeare.path", "");

    @ParameterizedTest
    @CsvSource({"mlp, 2.70, 2.95", "hugging-face-gpt, 2.72, 3.10", "nano-gpt, 2.73, 2.87", "tl-transformer, 2.73, 2.83"
    })
    void on_addition(String model, double from, double to) {
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(loss("addition", Map.of(), model, 512, seed))
                    .as("seed %d", seed)
                    .isBetween(from, to);
        }
    }

    @ParameterizedTest
    @CsvSource({"mlp, 4.10, 4.32", "hugging-face-gpt, 4.27, 4.42", "nano-gpt, 4.13, 4.24", "tl-transformer, 4.14, 4.25"
    })
    void on_tiny_shakespeare(String model, double from, double to) {
        assumeTrue(!SHAKESPEARE.isEmpty(), "skipped: the system property shakespeare.path names no copy of the text");
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(loss("shakespeare", Map.of("corpus", SHAKESPEARE), model, 16, seed))
                    .as("seed %d", seed)
                    .isBetween(from, to);
        }
    }

    private static double loss(String task, Map<String, String> settings, String modelId, int batchSize, long seed) {
        Model<?> model = REGISTRY.model(modelId);
        Dataset data = load(REGISTRY.task(task), settings, new SeedStreams(seed));
        Targets targets = model.predicts() == Targets.EVERY ? data.targets().get(0) : Targets.LAST;
        SequenceShape shape = SequenceShape.of(data.vocabulary().size(), data.contextLength(), model.predicts());
        Batch batch = new BatchSampler(data.train(targets), batchSize, new SeedStreams(seed)).next();
        return loss(model, shape, targets, batch, seed);
    }

    private static <C extends Record> Dataset load(Task<C> task, Map<String, String> settings, SeedStreams seeds) {
        return task.load(new Configs().with(task.defaultConfig(), settings), seeds);
    }

    private static <C extends Record> double loss(
            Model<C> model, SequenceShape shape, Targets targets, Batch batch, long seed) {
        AdamW optimizer = new AdamW(1e-3, 0.9, 0.999, 1e-8, 1e-4);
        TrainingSpec<C> spec =
                new TrainingSpec<>(model, model.defaultConfig(shape), shape, targets, optimizer, new SeedStreams(seed));
        try (TrainingSession session = REGISTRY.trainer("samediff").open(spec)) {
            return session.gradients(batch).loss();
        }
    }
}
