package org.transformerbench.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.registry.Registry;
import org.transformerbench.api.run.TrainingConfig;

class ShippedStudiesTest {
    private static final List<String> SHIPPED = ShippedStudies.NAMES;

    @ParameterizedTest
    @FieldSource("SHIPPED")
    void shipped_studies_name_what_is_installed(String name) {
        Registry registry = Registry.discover(getClass().getClassLoader());
        Study study = ShippedStudies.read(name);

        assertThat(study.title()).isNotBlank();
        for (Experiment experiment : study.experiments()) {
            List<String> keys = new ArrayList<>(
                    Configs.keys(registry.task(experiment.task()).configType()));
            keys.addAll(Configs.keys(TrainingConfig.class));
            List<String> models = experiment.models().isEmpty()
                    ? registry.models().stream()
                            .map(installed -> installed.provider().id())
                            .toList()
                    : experiment.models();
            models.forEach(id -> keys.addAll(Configs.keys(registry.model(id).configType())));
            assertThat(keys).containsAll(experiment.settings().keySet());
            assertThat(registry.trainer(experiment.trainer()).id()).isEqualTo(Experiment.DEFAULT_TRAINER);
        }
    }

    @Test
    void the_first_comparison_searches_as_much_for_all_models_and_has_three_seeds() {
        Study study = ShippedStudies.read(Defaults.STUDY);

        assertThat(study.experiments()).singleElement().satisfies(experiment -> {
            assertThat(experiment.models()).as("all that are installed").isEmpty();
            assertThat(experiment.seeds()).containsExactly(1L, 2L, 3L);
            assertThat(experiment.training().maxSteps())
                    .as("the same on every machine")
                    .isPresent();
            assertThat(experiment.tuning()).isPresent();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "adderboard, 19",
        "makemore, 6",
        "mingpt-adder, 12",
        "notebook-addition, 12",
        "notebook-shakespeare, 6",
        "notebook-shakespeare-steps, 11",
        "pronunciations, 3",
        "shakespeare-laptop, 7",
        "strict-addition, 20",
        "words-by-language, 20"
    })
    void shipped_studies_have_the_runs_of_their_tables(String name, int runs) {
        assertThat(ShippedStudies.read(name).experiments().stream()
                        .mapToInt(each -> each.models().size()
                                * each.learningRates().size()
                                * each.seeds().size())
                        .sum())
                .isEqualTo(runs);
    }
}
