package org.transformerbench.api.experiment.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.experiment.Experiment;
import org.transformerbench.api.experiment.Study;
import org.transformerbench.api.run.TrainingConfig;

class StudyFileTest {
    private static final String WHOLE = """
            title: Two of them
            experiments:
              - task: addition
                models: [nano-gpt, mlp]
                learningRates: [1e-3, 0.01]
                seeds: [1, -2]
                trainer: samediff
                protocol: notebook-2023
                training:
                  batchSize: 64
                  maxTime: 1m 30s
                  stopAccuracy: none
                  schedule: cosine
                settings:
                  digits: 2
                  nano-gpt.dropout: 0.1
              - task: shakespeare
            """;

    @TempDir
    private Path folder;

    @Test
    void every_key_reaches_its_part_of_an_experiment() {
        Study study = StudyFile.parse("a.yaml", WHOLE);

        assertThat(study.title()).isEqualTo("Two of them");
        Experiment first = study.experiments().get(0);
        assertThat(first.task()).isEqualTo("addition");
        assertThat(first.models()).containsExactly("nano-gpt", "mlp");
        assertThat(first.learningRates()).containsExactly(1e-3, 1e-2);
        assertThat(first.seeds()).containsExactly(1L, -2L);
        assertThat(first.trainer()).isEqualTo("samediff");
        assertThat(first.protocol()).isEqualTo(Protocol.notebook2023());
        assertThat(first.training().batchSize()).isEqualTo(64);
        assertThat(first.training().maxTime()).isEqualTo(Optional.of(Duration.ofSeconds(90)));
        assertThat(first.training().maxSteps()).isEqualTo(OptionalLong.empty());
        assertThat(first.training().stopAccuracy()).isEqualTo(OptionalDouble.empty());
        assertThat(first.settings()).isEqualTo(Map.of("digits", "2", "nano-gpt.dropout", "0.1"));
    }

    @Test
    void a_list_as_a_setting_is_its_json() {
        String text = "experiments: [{task: t, settings: {digits: 2, mine.sizes: [3, 4], mine.names: [a]}}]";

        assertThat(StudyFile.parse("a.yaml", text).experiments().get(0).settings())
                .isEqualTo(Map.of("digits", "2", "mine.sizes", "[3,4]", "mine.names", "[\"a\"]"));
    }

    @Test
    void seeds_can_be_added_until_the_leading_models_are_decided() {
        String text = "experiments: [{task: t, seeds: until-decided, mostSeeds: 12}]";
        assertThat(StudyFile.parse("a.yaml", text).experiments())
                .containsExactly(Experiment.on("t").seedsUntilDecided(12).build());
        assertThat(StudyFile.parse("a.yaml", "experiments: [{task: t, seeds: until-decided}]")
                        .experiments()
                        .get(0)
                        .mostSeeds())
                .hasValue(20);
    }

    @Test
    void what_is_not_said_is_as_for_an_experiment_in_code() {
        assertThat(StudyFile.parse("a.yaml", WHOLE).experiments().get(1))
                .isEqualTo(Experiment.on("shakespeare").build());
    }

    @Test
    void budgets_that_are_not_given_stay_only_if_none_is() {
        assertThat(training("{batchSize: 8}"))
                .isEqualTo(TrainingConfig.defaults().withBatchSize(8));
        assertThat(training("{maxSteps: 20_000}"))
                .isEqualTo(TrainingConfig.defaults().forSteps(20_000));
        assertThat(training("{maxFlops: 1e12}").maxFlops()).hasValue(1e12);
    }

    private static TrainingConfig training(String values) {
        return StudyFile.parse("a.yaml", "experiments: [{task: t, training: " + values + "}]")
                .experiments()
                .get(0)
                .training();
    }

    @Test
    void json_is_read_as_well(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(
                folder.resolve("study.JSON"),
                "{\"experiments\": [{\"task\": \"größe\", \"learningRates\": [0.5], \"settings\": {\"reversed\": true}}]}");

        Study study = StudyFile.read(path);

        assertThat(study.title()).isEmpty();
        assertThat(study.experiments())
                .containsExactly(Experiment.on("größe")
                        .learningRates(0.5)
                        .set("reversed", "true")
                        .build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            experimets: []                                                | Unknown key 'experimets'; did you mean 'experiments'? Known here: title, experiments
            title: x                                                      | experiments is missing
            experiments: []                                               | experiments ([]) must have at least one
            experiments: addition                                         | experiments (addition) must be a list
            experiments: [addition]                                       | experiments[0] (addition) must be a list of keys with values: task, models
            - task: addition                                              | the whole file ([{"task":"addition"}]) must be a list of keys
            experiments: [{task: t, modles: [mlp]}]                       | experiments[0]: Unknown key 'modles'; did you mean 'models'? Known here: task, models
            experiments: [{task: t}, {models: [mlp]}]                     | experiments[1]: task is missing
            experiments: [{task: t, models: mlp}]                         | experiments[0].models (mlp) must be a list
            experiments: [{task: t, models: [mlp, mlp]}]                  | experiments[0]: models ([mlp, mlp]) must not repeat a value
            experiments: [{task: t, models: [mlp, null]}]                 | experiments[0].models[1] () must be a single value
            experiments: [{task: [t]}]                                    | experiments[0].task (["t"]) must be a single value
            experiments: [{task: t, learningRates: [1e-3, fast]}]         | experiments[0].learningRates[1] (fast) must be a number
            experiments: [{task: t, learningRates: [1e-3, 0]}]            | experiments[0].learningRates[1]: learningRate (0.0) must be a finite number above 0
            experiments: [{task: t, learningRates: []}]                   | experiments[0]: learningRates ([]) must have at least one value
            experiments: [{task: t, seeds: [1, 2.5]}]                     | experiments[0].seeds[1] (2.5) must be a whole number
            experiments: [{task: t, seeds: until-decide}]                 | experiments[0].seeds (until-decide) must be a list of whole numbers, or until-decided; did you mean 'until-decided'?
            experiments: [{task: t, seeds: until-decided, mostSeeds: 0}]  | experiments[0]: mostSeeds (0) must be at least 4: with fewer, no exact test
            experiments: [{task: t, seeds: until-decided, mostSeeds: 3000000000}] | experiments[0].mostSeeds (3000000000) must be a number of seeds up to
            experiments: [{task: t, seeds: until-decided, mostSeeds: x}]  | experiments[0].mostSeeds (x) must be a whole number
            experiments: [{task: t, seeds: [1, 2], mostSeeds: 20}]        | experiments[0].mostSeeds (20) has no effect; use it with seeds: until-decided
            experiments: [{task: t, mostSeeds: 20}]                       | experiments[0].mostSeeds (20) has no effect; use it with seeds: until-decided
            experiments: [{task: t, seeds: until-decided}, {task: t}]     | experiments[1].mostSeeds (none) must be that of experiments[0], 20: seeds are added to all experiments
            experiments: [{task: t, protocol: strickt}]                   | experiments[0].protocol: No protocol 'strickt'; did you mean 'strict'?
            experiments: [{task: t, training: {bachSize: 3}}]             | experiments[0].training: Unknown key 'bachSize'; did you mean 'batchSize'?
            experiments: [{task: t, training: {batchSize: 0}}]            | experiments[0].training: batchSize (0) must be at least 1
            experiments: [{task: t, training: {batchSize: many}}]         | experiments[0].training: batchSize (many) must be a whole number
            experiments: [{task: t, training: {maxTime: soon}}]           | experiments[0].training: maxTime (soon) must be a duration such as 40s, 2m or PT40S
            experiments: [{task: t, training: {maxTime: none}}]           | experiments[0].training: One of maxSteps, maxTime, maxTokens, maxTargets and maxFlops must be set
            experiments: [{task: t, training: {learningRate: 1}}]         | experiments[0].training: learningRate is no value of the training here; write learningRates beside it
            experiments: [{task: t, settings: [digits]}]                  | experiments[0].settings (["digits"]) must be a list of keys
            experiments: [{task: t, settings: {nano-gpt: {heads: 2}}}]    | experiments[0].settings.nano-gpt ({"heads":2}) must be a single value; if nano-gpt is a model, the task, training or protocol, write 'nano-gpt.heads: ...'
            experiments: [{task: t, training: {beta1: {x: 2}}}]           | experiments[0].training.beta1 ({"x":2}) must be a single value
            experiments: [{task: t, settings: {digits: }}]                | experiments[0].settings.digits () must be a single value
            """)
    void a_mistake_is_named_with_file_place_value_and_rule(String yaml, String message) {
        assertThatThrownBy(() -> StudyFile.parse("my study.yaml", yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("my study.yaml: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"title: a\ntitle: b\n", "title: [a\n", "\ttitle: a\n", "title: 'a\n", "title: *b\n"})
    void what_is_no_yaml_is_named_with_its_line(String yaml) {
        assertThatThrownBy(() -> StudyFile.parse("a.yml", yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("a.yml, line \\d+, column \\d+: .+");
    }

    @Test
    void what_is_no_yaml_is_explained_in_one_line() {
        assertThatThrownBy(() -> StudyFile.parse("a.yml", "title: {, a: 1}"))
                .hasMessage(
                        "a.yml, line 1, column 9: while parsing a flow node, expected the node content, but found ','");
    }

    @Test
    void what_is_no_json_is_named_with_its_line() {
        assertThatThrownBy(() -> StudyFile.parse("a.json", "{\n\"title\": }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("a.json, line 2, column 10: Unexpected character");
        assertThatThrownBy(() -> StudyFile.parse("a.json", "{\"title\": 1, \"title\": 2}"))
                .hasMessageContaining("Duplicate field 'title'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "null", "---\n"})
    void an_empty_file_is_said_to_be_empty(String yaml) {
        assertThatThrownBy(() -> StudyFile.parse("a.yaml", yaml)).hasMessage("a.yaml is empty");
    }

    @Test
    void a_second_document_is_not_passed_over() {
        assertThatThrownBy(() -> StudyFile.parse("a.yaml", WHOLE + "---\n" + WHOLE))
                .hasMessage("a.yaml, line 19, column 1: a second document begins");
    }

    @Test
    void tags_make_no_objects() {
        String tag = "!!java.io.FileOutputStream";
        Path victim = folder.resolve("victim");
        assertThatThrownBy(() -> StudyFile.parse("a.yaml", "title: " + tag + " [\"" + victim + "\"]\nexperiments: []"))
                .isInstanceOf(ConfigException.class);
        assertThat(StudyFile.parse(
                                "a.yaml", "title: " + tag + " " + victim + "\n" + WHOLE.replaceFirst("title.*\n", ""))
                        .title())
                .isEqualTo(victim.toString());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aliases_are_refused_and_not_read_as_text() {
        assertThatThrownBy(() -> StudyFile.parse("a.yaml", "title: &a b\nexperiments: [{task: *a}]"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("a.yaml, line 2, column 22: *a stands for something else, which is not supported;"
                        + " write it out");
    }

    @Test
    void a_file_that_cannot_be_read_is_named(@TempDir Path other) {
        Path missing = other.resolve("none.yaml");
        assertThatThrownBy(() -> StudyFile.read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(missing + " cannot be read: ");
    }
}
