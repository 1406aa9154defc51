package org.transformerbench.models.compiler.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.Targets;
import org.transformerbench.models.compiler.Compiler;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.compiler.pass.PassListener;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;
import org.transformerbench.models.graph.Parameters;
import org.transformerbench.models.kernel.Kernels;
import org.transformerbench.models.kernel.plain.PlainKernels;

class RowEngineTest {
    private static final SequenceShape SHAPE = new SequenceShape(16, 4, 4);
    private static final int WIDTH = 32;

    private static SDVariable logits(GraphScope scope, SDVariable tokens) {
        return CustomModel.head(scope, CustomModel.embedding(scope, tokens, WIDTH), WIDTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, RowEngine.GROUPS})
    void each_group_has_one_gradient_of_all_parameters(int groups) {
        CustomModel model = new CustomModel("table", RowEngineTest::logits);
        SeedStreams seeds = new SeedStreams(1);
        Kernels kernels = PlainKernels.create();
        try (Parameters declared = new Parameters(seeds)) {
            ModelGraph graph =
                    ModelGraph.build(model, model.defaultConfig(SHAPE), SHAPE, SHAPE.contextLength(), true, declared);
            FlatParameters flat = new FlatParameters(declared.toTensors());
            RowProgram program =
                    RowLowering.lower(graph, Compiler.rows(graph, Targets.EVERY, PassListener.NONE), flat, kernels);
            RowEngine engine = new RowEngine(program, seeds, kernels, null, 1, groups);

            int packed =
                    program.parameters().stream().mapToInt(PackedLayout::size).sum();
            assertThat(packed).isGreaterThanOrEqualTo(flat.values().length);
            assertThat(engine.gradientFloats()).isEqualTo((long) groups * packed);
        }
    }
}
