package org.transformerbench.models.compiler;

import static org.transformerbench.models.engine.CustomModel.normal;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.engine.CustomModel;
import org.transformerbench.models.graph.ModelGraph;

/** Models of one formula each, and the parts of formulas. A formula works on x and y, of shape (B, 6, 4). */
final class Formulas {
    static final int POSITIONS = 6;
    private static final int WIDTH = 4;
    static final SequenceShape SHAPE = new SequenceShape(5, POSITIONS, POSITIONS);

    /** A formula of two values of shape (B, 6, 4). */
    interface Formula {
        SDVariable of(SameDiff sd, GraphScope scope, SDVariable x, SDVariable y);
    }

    private Formulas() {}

    static void add(List<CustomModel> cases, String name, int size, Formula formula) {
        cases.add(new CustomModel(name.replace('_', '-'), (scope, tokens) -> {
            SDVariable x = CustomModel.embedding(scope.child("x"), tokens, WIDTH);
            SDVariable y = CustomModel.embedding(scope.child("y"), tokens, WIDTH);
            int out = POSITIONS * SHAPE.vocabularySize();
            SDVariable result = formula.of(scope.graph(), scope, x, y).reshape(-1, size);
            SDVariable logits = result.mmul(scope.parameter("out", normal(), size, out));
            // Every parameter must be read, also by formulas of one operand.
            SDVariable rest = x.add(y).reshape(-1, POSITIONS * WIDTH);
            logits = logits.add(rest.mmul(scope.parameter("rest", normal(), POSITIONS * WIDTH, out)));
            return logits.reshape(-1, POSITIONS, SHAPE.vocabularySize());
        }));
    }

    static SDVariable number(SDVariable condition) {
        return condition.castTo(DataType.FLOAT);
    }

    static SDVariable tokens(SameDiff sd) {
        return sd.getVariable(ModelGraph.TOKENS);
    }

    static SDVariable integers(SameDiff sd, int... values) {
        return sd.constant(Nd4j.createFromArray(values));
    }

    /** How many places are added before and behind each dimension. */
    static SDVariable pairs(SameDiff sd, int... values) {
        return sd.constant(Nd4j.createFromArray(values).reshape(values.length / 2, 2));
    }

    static SDVariable constant(SameDiff sd, long... shape) {
        long size = 1;
        for (long length : shape) {
            size *= length;
        }
        return sd.constant(Nd4j.linspace(DataType.FLOAT, -0.7, 0.09, size).reshape(shape));
    }
}
