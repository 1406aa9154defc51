package org.transformerbench.models.onnx;

import java.util.Optional;
import org.transformerbench.api.config.Require;

/**
 * The input of an exported model, beside its batch, which may have any size.
 *
 * @param opset version of ONNX's operators that the file asks for
 * @param positions T, the number of tokens of the longest text
 * @param fixedLength why each text has exactly T tokens; empty if a text has 1 to T
 */
public record OnnxSummary(int opset, int positions, Optional<String> fixedLength) {

    /** Checks that the values are possible. */
    public OnnxSummary {
        Require.atLeast("opset", opset, 1);
        Require.atLeast("positions", positions, 1);
        Require.given("fixedLength", fixedLength);
    }
}
