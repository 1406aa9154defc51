package org.transformerbench.models.compiler;

import java.util.stream.Stream;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.models.engine.CustomModel;

/** All models of one operation, or of several forms of one, that the compiler is held against stock SameDiff with. */
public final class OperationCases {
    /** The shape of the data that they are for. */
    public static final SequenceShape SHAPE = Formulas.SHAPE;

    private OperationCases() {}

    public static Stream<CustomModel> all() {
        return Stream.concat(CaptureTest.operations(), RightGradientTest.formulas());
    }
}
