package org.transformerbench.models.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class ActivationTest {

    /** Values of torch.nn.functional.gelu in float64. */
    @ParameterizedTest
    @CsvSource({
        "GELU_TANH, -3.0, -0.0036373920817729943",
        "GELU_TANH, -0.5, -0.15428599017485606",
        "GELU_TANH, 1.0, 0.8411919906082768",
        "GELU_TANH, 2.5, 2.484915733910001",
        "GELU_ERF, -3.0, -0.00404969409489031",
        "GELU_ERF, -0.5, -0.15426876936299344",
        "GELU_ERF, 1.0, 0.8413447460685429",
        "GELU_ERF, 2.5, 2.4844758366855597"
    })
    void agrees_with_its_definition(Activation activation, double x, double expected) {
        SameDiff graph = SameDiff.create();
        SDVariable y = activation.apply(graph.constant("x", Nd4j.createFromArray(x)));
        assertThat(graph.outputSingle(Map.of(), y.name()).getDouble(0)).isEqualTo(expected, within(1e-9));
    }
}
