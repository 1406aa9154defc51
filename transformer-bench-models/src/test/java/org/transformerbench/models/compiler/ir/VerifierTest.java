package org.transformerbench.models.compiler.ir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.transformerbench.models.compiler.op.Add;
import org.transformerbench.models.compiler.op.Parameter;

/** A node that no builder would make is found, with the pass that made it. */
class VerifierTest {
    private final Builder builder = new Builder();
    private final Node x = builder.node(new Parameter("x", Shape.of(2, 3)));
    private final Node y = builder.node(new Parameter("y", Shape.of(3)));

    @Test
    void accepts_what_a_builder_makes() {
        Graph graph = new Graph(List.of(builder.node(new Add(), x, y)));
        assertThatCode(() -> Verifier.verify(graph, "a pass")).doesNotThrowAnyException();
    }

    @Test
    void finds_a_shape_that_is_not_the_operation_s() {
        Node wrong = new Node(7, new Add(), List.of(x, y), Shape.of(3, 2), "sum");
        assertThatThrownBy(() -> Verifier.verify(new Graph(List.of(wrong)), "a pass"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("After a pass: %7 [3, 2] = add of %0, %1 (sum) must have the shape [2, 3] by its operands"
                        + " [[2, 3], [3]]");
    }

    @Test
    void finds_operands_that_do_not_fit() {
        Node z = builder.node(new Parameter("z", Shape.of(4)));
        Node wrong = new Node(7, new Add(), List.of(x, z), Shape.of(2, 3), "");
        assertThatThrownBy(() -> Verifier.verify(new Graph(List.of(wrong)), "a pass"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("After a pass: %7 [2, 3] = add of %0, %2: [2, 3] and [4] do not broadcast: 3 meets 4");
    }

    @Test
    void finds_a_node_with_the_number_of_an_earlier_one() {
        Node wrong = new Node(0, new Add(), List.of(x, y), Shape.of(2, 3), "");
        assertThatThrownBy(() -> Verifier.verify(new Graph(List.of(wrong)), "a pass"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("After a pass: %0 [2, 3] = add of %0, %1 must have a number above those of its operands");
    }
}
