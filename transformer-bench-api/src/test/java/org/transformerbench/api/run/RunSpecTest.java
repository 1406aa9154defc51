package org.transformerbench.api.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.DecayedParameters;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.Targets;
import org.transformerbench.api.config.CanonicalJson;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.LaterKeys;

class RunSpecTest {
    private static final RunSpec SPEC = new RunSpec(
            "addition",
            object().put("digits", 3).put("share", 0.25),
            Optional.empty(),
            Optional.empty(),
            "nano-gpt",
            object().put("heads", 4),
            "samediff",
            TrainingConfig.builder()
                    .batchSize(64)
                    .learningRate(1e-3)
                    .maxSteps(70)
                    .stopAccuracy(0.995)
                    .withoutPatience()
                    .build(),
            Protocol.notebook2023(),
            Targets.LAST,
            -7,
            Optional.empty());

    private static final String CHECKSUM = "sha256:" + "0123456789abcdef".repeat(4);
    private static final RunSpec FROM_FILE = SPEC.withDataChecksum(Optional.of(CHECKSUM));
    private static final RunSpec CONTINUED =
            SPEC.withTrainingConfig(TrainingConfig.defaults()).continuingFrom(new Origin(SPEC, 12));

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Test
    void a_line_without_a_setting_that_came_later_is_the_same_run() {
        for (RunSpec spec : List.of(SPEC, CONTINUED)) {
            String earlier = spec.toJson().replace("\"weightDecayOn\":\"ALL\",", "");
            assertThat(earlier).doesNotContain("weightDecayOn");
            RunSpec read = RunSpec.fromJson(earlier);

            assertThat(read).isEqualTo(spec);
            assertThat(read.runId()).isEqualTo(spec.runId());
        }
    }

    @Test
    void another_decay_is_another_run() {
        TrainingConfig matrices = SPEC.trainingConfig().toBuilder()
                .weightDecayOn(DecayedParameters.MATRICES)
                .build();
        assertThat(SPEC.withTrainingConfig(matrices).runId()).isNotEqualTo(SPEC.runId());
    }

    @Test
    void reads_what_it_wrote() {
        for (RunSpec spec :
                List.of(SPEC, FROM_FILE, CONTINUED, at("d.txt"), at("d.txt").continuingFrom(new Origin(at("e"), 1)))) {
            RunSpec read = RunSpec.fromJson(spec.toJson());
            assertThat(read).isEqualTo(spec);
            assertThat(read.hash()).isEqualTo(spec.hash());
            assertThat(spec.toJson())
                    .startsWith("{\"formatVersion\":1,\"task\":")
                    .doesNotContain("\n");
        }
    }

    /** An earlier version wrote none, and tasks without files write none. */
    @Test
    void a_specification_without_a_checksum_of_files_reads_as_one_without_files() {
        assertThat(SPEC.dataChecksum()).isEmpty();
        assertThat(SPEC.toJson()).doesNotContain("dataChecksum");
        RunSpec read = RunSpec.fromJson(FROM_FILE.toJson().replace("\"dataChecksum\":\"" + CHECKSUM + "\",", ""));
        assertThat(read).isEqualTo(SPEC);
        assertThat(FROM_FILE.withDataChecksum(Optional.empty())).isEqualTo(SPEC);
    }

    @Test
    void a_checksum_that_is_none_is_refused() {
        for (String wrong : List.of("", "sha256:", CHECKSUM.toUpperCase(Locale.ROOT), CHECKSUM + "0")) {
            assertThatThrownBy(() -> SPEC.withDataChecksum(Optional.of(wrong)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "dataChecksum (" + wrong + ") must be \"sha256:\" and 64 lower-case hexadecimal digits");
        }
    }

    private static RunSpec at(String path) {
        return new RunSpec(
                SPEC.task(),
                SPEC.taskConfig(),
                Optional.of(CHECKSUM),
                Optional.of(object().put("corpus", path)),
                SPEC.model(),
                SPEC.modelConfig(),
                SPEC.trainer(),
                SPEC.trainingConfig(),
                SPEC.protocol(),
                SPEC.targets(),
                SPEC.seed(),
                SPEC.continuedFrom());
    }

    @Test
    void the_place_of_the_data_is_no_part_of_the_identity_where_its_content_is_known() {
        RunSpec here = at("d.txt");
        RunSpec there = at("./d.txt");

        assertThat(here).isNotEqualTo(there);
        assertThat(here.hash()).isEqualTo(there.hash()).isEqualTo(FROM_FILE.hash());
        assertThat(here.withoutDataLocation())
                .isEqualTo(there.withoutDataLocation())
                .isEqualTo(FROM_FILE);
        assertThat(SPEC.continuingFrom(new Origin(here, 5)).hash())
                .isEqualTo(SPEC.continuingFrom(new Origin(there, 5)).hash());
        assertThat(here.completeTaskConfig())
                .isEqualTo(object().put("digits", 3).put("share", 0.25).put("corpus", "d.txt"));
        assertThat(FROM_FILE.completeTaskConfig()).isEqualTo(FROM_FILE.taskConfig());
        assertThat(at("a").withDataChecksum(Optional.of(CHECKSUM))).isEqualTo(at("a"));
        assertThat(at("a").withDataLocation(object().put("corpus", "b"))).isEqualTo(at("b"));
    }

    @Test
    void the_place_of_the_data_is_the_identity_where_its_content_is_not_known() {
        RunSpec here = at("d.txt").withDataChecksum(Optional.empty());

        assertThat(here.dataLocation()).isEmpty();
        assertThat(here.taskConfig()).isEqualTo(at("d.txt").completeTaskConfig());
        assertThat(here.hash())
                .isNotEqualTo(at("./d.txt").withDataChecksum(Optional.empty()).hash());
        String both = here.toJson().replace("\"model\"", "\"dataLocation\":{\"corpus\":\"e\"},\"model\"");
        assertThatThrownBy(() -> RunSpec.fromJson(both))
                .isInstanceOf(ConfigException.class)
                .hasMessage("dataLocation ({\"corpus\":\"e\"}) must be a part of the taskConfig where there is no"
                        + " dataChecksum");
        String twice = at("e").toJson().replace("\"digits\"", "\"corpus\":\"d\",\"digits\"");
        assertThatThrownBy(() -> RunSpec.fromJson(twice))
                .isInstanceOf(ConfigException.class)
                .hasMessage("dataLocation ({\"corpus\":\"e\"}) must share no key with the taskConfig");
    }

    /** By sha256sum of the canonical text. Should it ever change, no results of before are found again. */
    @Test
    void the_hash_is_the_same_for_all_time() {
        String canonical =
                "{\"model\":\"nano-gpt\",\"modelConfig\":{\"heads\":4},\"protocol\":{\"evaluationDropout\":true,"
                        + "\"evaluationTimed\":true,\"fixedCover\":false,\"keepCommutedPairsTogether\":false,"
                        + "\"preset\":\"notebook-2023\",\"testAtEndOnly\":false,\"validationApart\":false},\"seed\":-7,"
                        + "\"targets\":\"LAST\",\"task\":\"addition\",\"taskConfig\":{\"digits\":3,\"share\":0.25},"
                        + "\"trainer\":\"samediff\",\"trainingConfig\":{\"batchSize\":64,\"beta1\":0.9,\"beta2\":0.999,"
                        + "\"epsilon\":1E-8,\"evaluationInterval\":5E+1,\"finalLearningRateShare\":0,\"learningRate\":0.001,"
                        + "\"maxSteps\":7E+1,\"schedule\":\"CONSTANT\",\"stopAccuracy\":0.995,\"warmupSteps\":0,"
                        + "\"weightDecay\":0.0001}}";
        ObjectNode written = new Configs().write(SPEC);
        LaterKeys.reduce(written, RunSpec.class);
        assertThat(canonical).isEqualTo(CanonicalJson.text(written));
        assertThat(SPEC.hash()).isEqualTo("sha256:956fa4ceacc04ea04d568baecbca7a3927f077e20adc79a0bb8f07b5c69489b8");
        assertThat(SPEC.runId()).isEqualTo("956fa4ceacc04ea0");
    }

    @Test
    void every_value_is_part_of_the_identity() {
        List<RunSpec> others = new ArrayList<>(List.of(
                CONTINUED,
                FROM_FILE,
                SPEC.withDataChecksum(Optional.of(CHECKSUM.replace('0', '1'))),
                SPEC.continuingFrom(new Origin(SPEC, 12)),
                SPEC.continuingFrom(new Origin(SPEC, 13)),
                SPEC.withTrainingConfig(SPEC.trainingConfig().withBatchSize(65))));
        ObjectNode tree = new Configs().write(SPEC);
        for (String change : List.of(
                "{\"task\":\"x\"}",
                "{\"taskConfig\":{}}",
                "{\"model\":\"x\"}",
                "{\"modelConfig\":{}}",
                "{\"trainer\":\"x\"}",
                "{\"targets\":\"EVERY\"}",
                "{\"seed\":8}")) {
            RunSpec changed = RunSpec.fromJson("{\"formatVersion\":1,"
                    + tree.deepCopy().setAll(parsed(change)).toString().substring(1));
            others.add(changed);
        }
        others.add(new RunSpec(
                SPEC.task(),
                SPEC.taskConfig(),
                SPEC.dataChecksum(),
                SPEC.dataLocation(),
                SPEC.model(),
                SPEC.modelConfig(),
                SPEC.trainer(),
                SPEC.trainingConfig(),
                Protocol.strict(),
                SPEC.targets(),
                SPEC.seed(),
                SPEC.continuedFrom()));
        others.add(SPEC);
        assertThat(others).extracting(RunSpec::hash).doesNotHaveDuplicates().hasSize(15);
        assertThat(others).extracting(RunSpec::runId).doesNotHaveDuplicates();
    }

    private static ObjectNode parsed(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void numbers_are_equal_by_value_whatever_their_type() {
        RunSpec floats = new RunSpec(
                "addition",
                object().put("digits", 3L).put("share", 0.25f),
                Optional.empty(),
                Optional.empty(),
                SPEC.model(),
                SPEC.modelConfig(),
                SPEC.trainer(),
                SPEC.trainingConfig(),
                SPEC.protocol(),
                SPEC.targets(),
                SPEC.seed(),
                SPEC.continuedFrom());
        assertThat(floats).isEqualTo(SPEC).hasSameHashCodeAs(SPEC);
    }

    @Test
    void nobody_can_change_its_configurations() {
        ObjectNode mine = object().put("digits", 3);
        RunSpec spec = new RunSpec(
                "addition",
                mine,
                Optional.empty(),
                Optional.empty(),
                "mlp",
                mine,
                "compiled",
                TrainingConfig.defaults(),
                Protocol.strict(),
                Targets.LAST,
                1,
                Optional.empty());
        String hash = spec.hash();
        mine.put("digits", 4);
        spec.taskConfig().put("digits", 5);
        spec.modelConfig().put("digits", 6);
        assertThat(spec.hash()).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "seed"            | "sead"            | Unknown key 'sead' of RunSpec; did you mean 'seed'? Known: task,
            "batchSize"       | "batchsize"       | trainingConfig: Unknown key 'batchsize' of TrainingConfig; did you mean 'batchSize'?
            "fixedCover"      | "cover"           | protocol: Unknown key 'cover' of Protocol
            "batchSize":64    | "batchSize":0     | trainingConfig: batchSize (0) must be at least 1
            "task":"addition" | "task":" "        | task ( ) must be an id
            "targets":"LAST", | ``                | targets of RunSpec is missing
            "seed":-7         | "seed":"x"        | seed (x) must be a whole number
            "formatVersion":1 | "formatVersion":2 | its formatVersion is 2, this version of the library reads 1
            "formatVersion":1,| ``                | its formatVersion is missing, this version of the library reads 1
            "seed":-7         | "seed":           | line 1, column
            """)
    void what_is_wrong_is_named_with_its_place(String right, String wrong, String message) {
        assertThat(SPEC.toJson()).contains(right);
        assertThatThrownBy(() -> RunSpec.fromJson(SPEC.toJson().replace(right, wrong)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void an_origin_has_made_a_step() {
        assertThatThrownBy(() -> new Origin(SPEC, 0)).hasMessage("steps (0) must be at least 1");
    }
}
