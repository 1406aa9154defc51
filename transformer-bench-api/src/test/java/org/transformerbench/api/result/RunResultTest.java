package org.transformerbench.api.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Json;

class RunResultTest {
    private final ObjectMapper mapper = Json.mapper();

    static Stream<Outcome> outcomes() {
        return Stream.of(
                Outcome.completed("70 steps"),
                Outcome.stopped("test accuracy above 0.995"),
                Outcome.diverged("the training loss was NaN at step 70"),
                Outcome.failed(new IllegalStateException("line 1\nline 2")));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void reads_what_it_wrote_with_every_outcome(Outcome outcome) {
        for (RunResult result : List.of(Results.of(8, outcome), Results.empty(outcome))) {
            String json = result.toJson();
            assertThat(RunResult.fromJson(json)).isEqualTo(result);
            assertThat(json)
                    .startsWith("{\"formatVersion\":2,\"runId\":\"" + result.runId() + "\",\"spec\":{\"task\":")
                    .doesNotContain("\n");
        }
    }

    @Test
    void leaves_out_what_is_empty_and_writes_times_readably() throws JsonProcessingException {
        JsonNode json = mapper.readTree(Results.empty(Outcome.completed("x")).toJson());
        assertThat(json.at("/measurements/lastEvaluation").size()).isZero();
        assertThat(json.at("/spec/trainingConfig/maxSteps").asInt()).isEqualTo(70);
        assertThat(json.at("/spec/trainingConfig/maxTime").isMissingNode()).isTrue();
        assertThat(json.at("/provenance/started").asText()).isEqualTo("2026-11-23T10:15:30.123456789Z");
    }

    @Test
    void the_title_of_a_study_is_kept_and_may_be_missing() throws JsonProcessingException {
        Provenance untitled = Provenance.capture("backend", 1, Instant.EPOCH);
        String before = mapper.writeValueAsString(untitled);
        assertThat(before).doesNotContain("study");
        assertThat(mapper.readValue(before, Provenance.class)).isEqualTo(untitled);

        Provenance titled = untitled.withStudy(Optional.of("Addition"));
        assertThat(mapper.readValue(mapper.writeValueAsString(titled), Provenance.class))
                .isEqualTo(titled)
                .isNotEqualTo(untitled);
    }

    @Test
    void the_task_of_a_cluster_is_kept_and_may_be_missing() throws JsonProcessingException {
        Provenance here = Provenance.capture("backend", 1, Instant.EPOCH);
        String before = mapper.writeValueAsString(here);
        assertThat(before).doesNotContain("cluster");

        Provenance there = here.withCluster(new ClusterTask("node7", 2)).withResumedAtStep(9);
        String after = mapper.writeValueAsString(there);

        assertThat(after).contains("\"cluster\":{\"host\":\"node7\",\"attempt\":2}");
        assertThat(mapper.readValue(after, Provenance.class)).isEqualTo(there);
        assertThatThrownBy(() -> new ClusterTask("node7", 0)).hasMessage("attempt (0) must be at least 1");
        assertThatThrownBy(() -> new ClusterTask(" ", 1)).hasMessageContaining("host");
    }

    @Test
    void a_result_with_another_provenance_is_otherwise_the_same() {
        RunResult result = Results.of(7, Outcome.completed("x"));
        Provenance changed = result.provenance().withStudy(Optional.of("Addition"));

        assertThat(result.withProvenance(changed).provenance()).isEqualTo(changed);
        assertThat(result.withProvenance(changed).withProvenance(result.provenance()))
                .isEqualTo(result);
    }

    @Test
    void reads_back_a_loss_that_is_not_finite() throws JsonProcessingException {
        Metrics metrics =
                new Metrics(Double.NaN, 0, OptionalDouble.of(Double.POSITIVE_INFINITY), 20_480, 4096, List.of());
        assertThat(mapper.readValue(mapper.writeValueAsString(metrics), Metrics.class))
                .isEqualTo(metrics);
    }

    @Test
    void a_key_that_is_unknown_is_named_with_its_place() {
        String json = Results.empty(Outcome.completed("x")).toJson();
        assertThatThrownBy(() -> RunResult.fromJson(json.replace("\"steps\":", "\"step\":")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "measurements.training: Unknown key 'step' of TrainingSpeed; did you mean 'steps'?");
        assertThatThrownBy(() -> RunResult.fromJson(json.replace("\"spec\":", "\"specs\":")))
                .hasMessageStartingWith("Unknown key 'specs' of RunResult; did you mean 'spec'?");
        assertThatThrownBy(() -> RunResult.fromJson(json + "}")).hasMessageStartingWith("line 1, column ");
    }

    @Test
    void a_specification_that_was_edited_is_refused_by_its_id() {
        RunResult result = Results.of(7, Outcome.completed("x"));
        assertThatThrownBy(() -> RunResult.fromJson(result.toJson().replace("\"seed\":7", "\"seed\":8")))
                .hasMessage("runId (" + result.runId() + ") must be "
                        + Results.of(8, Outcome.completed("x")).runId()
                        + ", the id of the spec beside it, which has been changed");
    }

    @Test
    void keeps_its_own_copy_of_the_curve() {
        List<CurvePoint> curve =
                new ArrayList<>(Results.of(1, Outcome.completed("x")).curve());
        RunResult result = Results.withCurve(curve);
        curve.clear();
        assertThat(result.curve()).hasSize(2);
    }

    @Test
    void describes_a_throwable_by_type_and_message() {
        assertThat(Outcome.failed(new IllegalStateException("broken")).reason())
                .isEqualTo("IllegalStateException: broken");
        assertThat(Outcome.failed(new StackOverflowError()).reason()).isEqualTo("StackOverflowError");
    }

    @Test
    void captures_this_machine() {
        Provenance provenance = Provenance.capture("backend 2", 5, Instant.EPOCH);
        assertThat(provenance.java()).startsWith(System.getProperty("java.version"));
        assertThat(provenance.operatingSystem()).contains(System.getProperty("os.arch"));
        assertThat(provenance.processors()).isPositive();
        assertThat(provenance.processor()).isNotBlank();
        assertThat(provenance.version()).isEqualTo("development");
        assertThat(provenance.threads()).isEqualTo(5);
    }

    @Test
    void only_what_failed_or_was_interrupted_is_not_finished() {
        assertThat(outcomes().map(Outcome::finished)).containsExactly(true, true, true, false);
        assertThat(Outcome.interrupted().finished()).isFalse();
        assertThat(Outcome.interrupted()).isEqualTo(Outcome.stopped("interrupted"));
    }
}
