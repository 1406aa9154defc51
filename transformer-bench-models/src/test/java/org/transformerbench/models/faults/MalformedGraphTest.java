package org.transformerbench.models.faults;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.ModelException;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSession;
import org.transformerbench.models.engine.CompiledTrainer;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.samediff.SameDiffTrainer;

/** A graph whose shapes do not fit: both trainers name the variable, the operation that makes it, and what does not fit. */
class MalformedGraphTest {
    private static final int WIDTH = 4;
    private static final SequenceShape SHAPE = new SequenceShape(7, 5, 5);

    /** A mistake with hidden states (B, 5, 4); what it gives is called "wrong". */
    private interface Mistake {
        SDVariable of(SameDiff sd, GraphScope scope, SDVariable x);
    }

    private static void add(List<Arguments> cases, String message, Mistake mistake) {
        CustomModel model = new CustomModel("faulty", (scope, tokens) -> {
            SDVariable x = CustomModel.embedding(scope, tokens, WIDTH);
            SDVariable wrong = mistake.of(scope.graph(), scope, x).rename("wrong");
            return CustomModel.head(scope, x.add(wrong.sum().mul(0.1)), WIDTH);
        });
        for (Trainer trainer : List.of(new CompiledTrainer(1), new SameDiffTrainer())) {
            cases.add(Arguments.of(message, trainer.id(), model, trainer));
        }
    }

    static Stream<Arguments> mistakes() {
        List<Arguments> cases = new ArrayList<>();
        add(
                cases,
                "run its graph: its variable 'wrong' (add of (B, 5, 4) and (3)): [B, 5, 4] and [3] do not broadcast:"
                        + " 4 meets 3",
                (sd, s, x) -> x.add(s.parameter("p", normal(), 3)));
        add(
                cases,
                "run its graph: its variable 'wrong' (matmul of (B x 5, 4) and (5, 4)): [B, 5, 4] and [5, 4] cannot be"
                        + " multiplied: 4 columns meet 5 rows",
                (sd, s, x) -> x.reshape(-1, WIDTH).mmul(s.parameter("p", normal(), 5, 4)));
        add(
                cases,
                "run its graph: its variable 'wrong' (concat of (B, 5, 4) and (B, 5, 2)): [B, 5, 4] and [B, 5, 2] cannot"
                        + " be joined: they differ in another dimension as well",
                (sd, s, x) -> sd.concat(1, x, x.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(0, 2))));
        add(
                cases,
                "run its graph: its variable 'wrong' (reshape of (B, 5, 4)): (B, 5, 4) cannot be reshaped to"
                        + " [-1, 3, 7], the sizes do not fit",
                (sd, s, x) -> x.reshape(-1, 3, 7));
        add(
                cases,
                "run its graph: its variable 'wrong' (reduce_sum of (B, 5, 4)): there is no dimension 5 in (B, 5, 4)",
                (sd, s, x) -> x.sum(5));
        add(
                cases,
                "run its graph: its variable 'wrong' (reduce_mean of (B, 5, 4)): there is no dimension 3 in (B, 5, 4)",
                (sd, s, x) -> x.mean(true, 3));
        add(
                cases,
                "run its graph: its variable 'wrong' (softmax of (B, 5, 4)): there is no dimension 4 in (B, 5, 4)",
                (sd, s, x) -> sd.nn().softmax(x, 4));
        add(
                cases,
                "run its graph: its variable 'wrong' (concat of (B, 5, 4) and (B, 5, 4)): there is no dimension 9 in"
                        + " (B, 5, 4)",
                (sd, s, x) -> sd.concat(9, x, x));
        add(
                cases,
                "run its graph: its variable 'wrong' (permute of (B, 5, 4)): the order [0] does not fit the dimensions of"
                        + " [B, 5, 4]",
                (sd, s, x) -> x.permute(0, 1));
        add(
                cases,
                "run its graph: its variable 'wrong' (strided_slice of (B, 5, 4)): it reads 1 from the place 5 on, of a"
                        + " dimension of 5 in [B, 5, 4]",
                (sd, s, x) -> x.get(SDIndex.all(), SDIndex.point(5), SDIndex.all()));
        add(
                cases,
                "run its graph: its variable 'wrong' (strided_slice of (B, 5, 4)): it reads 0 from the place 5 on, of a"
                        + " dimension of 5 in [B, 5, 4]",
                (sd, s, x) -> x.get(SDIndex.all(), SDIndex.interval(5, 7), SDIndex.all()));
        add(
                cases,
                "run its graph: its variable 'wrong' (split of (B, 5, 4)): it splits 4 places into 3 equal parts",
                (sd, s, x) -> sd.split(x, 3, 2)[0]);
        add(
                cases,
                "run its graph: its variable 'wrong' (layer_norm of (B, 5, 4) and (3)): [B, 5, 4] and [3] do not"
                        + " broadcast: 4 meets 3",
                (sd, s, x) -> sd.nn().layerNorm(x, s.parameter("g", normal(), 3), false, 2));
        add(
                cases,
                "build its graph: its variable 'product' (matmul of (B x 5, 4) and (5, 4)): [B, 5, 4]"
                        + " and [5, 4] cannot be multiplied: 4 columns meet 5 rows",
                (sd, s, x) -> x.sub(x.mean(true, -1))
                        .reshape(-1, WIDTH)
                        .mmul(s.parameter("p", normal(), 5, 4))
                        .rename("product")
                        .mean(true, -1));
        return cases.stream();
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("mistakes")
    void is_refused_with_its_variable_and_operation(String message, String id, CustomModel model, Trainer trainer) {
        assertThatThrownBy(() -> trainer.open(model.spec(SHAPE, Targets.EVERY)).close())
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("The model 'faulty' cannot " + message);
    }

    static Stream<Trainer> trainers() {
        return Stream.of(new CompiledTrainer(1), new SameDiffTrainer());
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void a_parameter_that_the_logits_do_not_depend_on_is_named_with_what_reads_it(Trainer trainer) {
        CustomModel model = new CustomModel("idle", (scope, tokens) -> {
            scope.parameter("unused", normal(), 3).mul(2).rename("doubled");
            return CustomModel.head(scope, CustomModel.embedding(scope, tokens, WIDTH), WIDTH);
        });
        assertThatThrownBy(() -> trainer.open(model.spec(SHAPE, Targets.EVERY)).close())
                .isInstanceOf(ModelException.class)
                .hasMessage("The loss of the model 'idle' does not depend on its parameter unused; it is read by"
                        + " 'doubled' (mul_scalar), through which no gradient comes from the logits");
    }

    /** A model that is right for the context length only, as one that has it in a shape. */
    @ParameterizedTest
    @MethodSource("trainers")
    void a_model_of_one_length_is_refused_for_others_with_its_variable_and_operation(Trainer trainer) {
        CustomModel model = new CustomModel("rigid", (scope, tokens) -> {
            SDVariable x = CustomModel.embedding(scope, tokens, WIDTH);
            SDVariable bias = scope.parameter("p", normal(), 5, WIDTH);
            return CustomModel.head(scope, x.add(bias).rename("shifted"), WIDTH);
        });
        try (TrainingSession session = trainer.open(model.spec(SHAPE, Targets.EVERY))) {
            assertThatThrownBy(() -> session.logits(new int[3], 3, Targets.EVERY))
                    .isInstanceOf(ModelException.class)
                    .hasMessageStartingWith("The model 'rigid' ")
                    .hasMessageContaining("'shifted'")
                    .hasMessageContaining("add");
        }
    }
}
