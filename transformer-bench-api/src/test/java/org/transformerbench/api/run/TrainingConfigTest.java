package org.transformerbench.api.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.api.AdamW;
import org.transformerbench.api.DecayedParameters;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;

class TrainingConfigTest {
    private static final TrainingConfig DEFAULTS = TrainingConfig.defaults();

    @Test
    void a_budget_that_is_given_replaces_the_default_ones() {
        TrainingConfig steps = TrainingConfig.builder().maxSteps(50_000).build();
        assertThat(steps.maxSteps()).hasValue(50_000);
        assertThat(steps.maxTime()).isEmpty();
        assertThat(DEFAULTS.toBuilder().batchSize(8).maxSteps(50_000).build().maxTime())
                .isEmpty();
    }

    @Test
    void a_second_budget_joins_the_first() {
        TrainingConfig both = TrainingConfig.builder()
                .maxSteps(7)
                .maxTime(Duration.ofHours(1))
                .build();
        assertThat(both.maxSteps()).hasValue(7);
        assertThat(both.toBuilder().maxTokens(9).build())
                .isEqualTo(TrainingConfig.builder()
                        .maxTokens(9)
                        .maxTime(Duration.ofHours(1))
                        .maxSteps(7)
                        .build());
    }

    @Test
    void has_the_values_of_the_notebook() {
        assertThat(DEFAULTS.optimizer()).isEqualTo(new AdamW(1e-2, 0.9, 0.999, 1e-8, 1e-4));
        assertThat(DEFAULTS.batchSize()).isEqualTo(2048);
        assertThat(DEFAULTS.maxSteps()).hasValue(20_000);
        assertThat(DEFAULTS.maxTime()).contains(Duration.ofSeconds(60));
        assertThat(DEFAULTS.evaluationInterval()).isEqualTo(50);
        assertThat(TrainingConfig.defaults(Protocol.notebook2023()).stopAccuracy())
                .hasValue(0.995);
        assertThat(TrainingConfig.defaults(Protocol.notebook2023()).patience()).isEmpty();
    }

    @Test
    void strict_stops_by_patience_and_by_no_accuracy() {
        assertThat(DEFAULTS).isEqualTo(TrainingConfig.defaults(Protocol.strict()));
        assertThat(DEFAULTS.stopAccuracy()).isEmpty();
        assertThat(DEFAULTS.patience()).hasValue(50);
    }

    /** Each copy is compared with a change of that single value by name, so that no argument can be mixed up. */
    @Test
    void changes_one_value_and_keeps_the_others() {
        same(DEFAULTS.withLearningRate(0.25), Map.of("learningRate", "0.25"));
        same(DEFAULTS.withBatchSize(17), Map.of("batchSize", "17"));
        same(DEFAULTS.forSteps(30), Map.of("maxSteps", "30", "maxTime", "none"));
        same(builder().learningRate(0.25), Map.of("learningRate", "0.25"));
        same(builder().weightDecay(0.5), Map.of("weightDecay", "0.5"));
        same(builder().beta1(0.125), Map.of("beta1", "0.125"));
        same(builder().beta2(0.25), Map.of("beta2", "0.25"));
        same(builder().epsilon(0.5), Map.of("epsilon", "0.5"));
        same(builder().maxGradientNorm(2), Map.of("maxGradientNorm", "2"));
        same(builder().warmupSteps(4), Map.of("warmupSteps", "4"));
        same(builder().schedule(Schedule.COSINE), Map.of("schedule", "cosine"));
        same(builder().finalLearningRateShare(0.5), Map.of("finalLearningRateShare", "0.5"));
        same(builder().batchSize(17), Map.of("batchSize", "17"));
        same(builder().maxSteps(9), Map.of("maxSteps", "9"));
        same(builder().maxTime(Duration.ofMinutes(5)), Map.of("maxTime", "PT5M"));
        same(builder().maxTokens(11), Map.of("maxTokens", "11"));
        same(builder().maxTargets(12), Map.of("maxTargets", "12"));
        same(builder().maxFlops(1e15), Map.of("maxFlops", "1e15"));
        same(builder().evaluationInterval(9), Map.of("evaluationInterval", "9"));
        same(builder().stopAccuracy(0.25), Map.of("stopAccuracy", "0.25"));
        same(builder().weightDecayOn(DecayedParameters.MATRICES), Map.of("weightDecayOn", "matrices"));
        same(builder().patience(3), Map.of("patience", "3"));
        same(builder().withoutPatience(), Map.of("patience", "none"));
        assertThat(builder().stopAccuracy(0.5).withoutStopAccuracy().build()).isEqualTo(DEFAULTS);
        same(
                builder().maxTokens(5).maxFlops(6).withoutBudgets().maxSteps(3),
                Map.of("maxSteps", "3", "maxTime", "none"));
    }

    private static TrainingConfigBuilder builder() {
        return TrainingConfig.builder();
    }

    private static void same(TrainingConfigBuilder builder, Map<String, String> values) {
        same(builder.build(), values);
    }

    @Test
    void goes_back_to_a_builder_with_all_its_values() {
        TrainingConfig all = builder()
                .learningRate(0.25)
                .weightDecay(0.5)
                .weightDecayOn(DecayedParameters.MATRICES)
                .patience(7)
                .beta1(0.125)
                .beta2(0.25)
                .epsilon(0.5)
                .maxGradientNorm(2)
                .warmupSteps(4)
                .schedule(Schedule.COSINE)
                .finalLearningRateShare(0.5)
                .batchSize(17)
                .maxSteps(9)
                .maxTime(Duration.ofMinutes(5))
                .maxTokens(11)
                .maxTargets(12)
                .maxFlops(1e15)
                .evaluationInterval(9)
                .stopAccuracy(0.25)
                .build();
        assertThat(all.toBuilder().build()).isEqualTo(all);
        assertThat(all.optimizer())
                .isEqualTo(new AdamW(0.25, 0.125, 0.25, 0.5, 0.5, DecayedParameters.MATRICES, OptionalDouble.of(2)));
    }

    @Test
    void has_no_schedule_and_no_limits_unless_they_are_asked_for() {
        assertThat(DEFAULTS.warmupSteps()).isZero();
        assertThat(DEFAULTS.schedule()).isEqualTo(Schedule.CONSTANT);
        assertThat(DEFAULTS.maxGradientNorm()).isEmpty();
        assertThat(DEFAULTS.maxFlops()).isEmpty();
    }

    private static void same(TrainingConfig changed, Map<String, String> values) {
        assertThat(changed).isEqualTo(DEFAULTS.with(values)).isNotEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({
        "batchSize, 0, batchSize (0) must be at least 1",
        "maxSteps, 0, maxSteps (0) must be at least 1",
        "maxTokens, 0, maxTokens (0) must be at least 1",
        "maxTargets, 0, maxTargets (0) must be at least 1",
        "maxTime, PT0S, maxTime (PT0S) must be longer than nothing",
        "maxTime, PT-1S, maxTime (PT-1S) must be longer than nothing",
        "evaluationInterval, 0, evaluationInterval (0) must be at least 1",
        "stopAccuracy, 1, stopAccuracy (1.0) must be at least 0.0 and below 1.0",
        "maxFlops, 0, maxFlops (0.0) must be a finite number above 0",
        "maxGradientNorm, 0, maxGradientNorm (0.0) must be a finite number above 0",
        "patience, 0, patience (0) must be at least 1",
        "weightDecayOn, some, 'weightDecayOn (some) must be one of ALL, MATRICES'",
        "warmupSteps, -1, warmupSteps (-1) must be at least 0",
        "schedule, linear, 'schedule (linear) must be one of CONSTANT, COSINE'",
        "finalLearningRateShare, 1.5, finalLearningRateShare (1.5) must be between 0.0 and 1.0",
        "learningRate, 0, learningRate (0.0) must be a finite number above 0",
    })
    void rejects_values_outside_of_their_ranges(String key, String value, String message) {
        assertThatThrownBy(() -> new Configs().with(DEFAULTS, Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void rejects_a_run_without_any_budget() {
        assertThatThrownBy(() -> new Configs().with(DEFAULTS, Map.of("maxSteps", "none", "maxTime", "none")))
                .hasMessageContaining("the run never ends");
    }
}
