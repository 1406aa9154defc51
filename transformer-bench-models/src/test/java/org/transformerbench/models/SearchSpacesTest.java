package org.transformerbench.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Model;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.run.TrainingConfig;
import org.transformerbench.api.tuning.Candidates;
import org.transformerbench.api.tuning.SearchSpace;

/** Every configuration that a built-in model's space allows is one that the model accepts. */
class SearchSpacesTest {
    static List<Model<?>> models() {
        return List.of(new Mlp(), new NanoGpt(), new HuggingFaceGpt(), new TlTransformer());
    }

    @ParameterizedTest
    @MethodSource("models")
    <C extends Record> void allows_valid_configurations_only(Model<C> model) {
        for (int contextLength : new int[] {12, 128}) {
            SequenceShape shape = SequenceShape.of(16, contextLength, Targets.LAST);
            SearchSpace space = model.searchSpace(shape);
            assertThat(space.sizes()).isNotEmpty();
            Candidates candidates = new Candidates(space, new SeedStreams(3).stream("tuning"), values -> true);
            for (int i = 0; i < 50; i++) {
                Map<String, String> training =
                        new LinkedHashMap<>(candidates.get(i).orElseThrow());
                Map<String, String> config = new LinkedHashMap<>(training);
                training.keySet().retainAll(Configs.keys(TrainingConfig.class));
                config.keySet().removeAll(training.keySet());
                assertThat(new Configs().with(model.defaultConfig(shape), config))
                        .isNotNull();
                assertThat(TrainingConfig.defaults().with(training).learningRate())
                        .isBetween(1e-4, 1e-1);
            }
        }
    }
}
