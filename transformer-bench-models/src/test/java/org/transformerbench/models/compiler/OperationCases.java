package org.transformerbench.models.compiler;

import java.util.stream.Stream;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.engine.CustomModel;

/** All models of one operation, or of several forms of one, that the compiler is held against stock SameDiff with. */
public final class OperationCases {
    private OperationCases() {}

    /** A model and the shape of the data that it is for. */
    public record Case(CustomModel model, SequenceShape shape) {}

    public static Stream<CustomModel> all() {
        return cases().map(Case::model);
    }

    public static Stream<Case> cases() {
        return Stream.concat(
                CaptureTest.operations().map(model -> new Case(model, Formulas.SHAPE)),
                RightGradientTest.formulas().map(model -> new Case(model, RightGradientTest.SHAPE)));
    }
}
