package org.transformerbench.models.compiler.pass;

import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.capture.UnsupportedGraphException;
import org.transformerbench.models.compiler.ir.Builder;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Verifier;

/**
 * A runner of passes in sequence. With the system property {@value #VERIFY} set to {@code true}, as in all tests of this library,
 * what each leaves is held against the rules that all of them rely on.
 */
public final class PassManager {
    /** System property that is {@code true} to verify the graph after each pass. */
    public static final String VERIFY = "transformerbench.verify";

    private PassManager() {}

    /**
     * Captures a model's graph and runs passes on it.
     *
     * @param source the graph
     * @param passes the passes, in order
     * @param builder makes all nodes
     * @param listener sees what each pass leaves, the capture first
     * @return what the last pass leaves
     * @throws UnsupportedGraphException if an operation can neither be compiled nor be left to ND4J
     * @throws IllegalStateException if a pass is found to leave a graph that breaks the rules; the message names both
     */
    public static CompilationUnit run(SourceGraph source, List<Pass> passes, Builder builder, PassListener listener) {
        boolean verify = Boolean.getBoolean(VERIFY);
        CompilationUnit unit = source.capture(builder);
        if (unit.logits().shape().rank() != 2) {
            throw new UnsupportedGraphException(
                    "the logits are " + unit.logits().shape() + ", must be (B, O, V)");
        }
        done("capture", unit, verify, listener);
        for (Pass pass : passes) {
            CompilationUnit next = pass.apply(unit, builder);
            done(pass.name(), next, verify, listener);
            unit = next;
        }
        return unit;
    }

    private static void done(String pass, CompilationUnit unit, boolean verify, PassListener listener) {
        if (verify) {
            Verifier.verify(unit.graph(), pass);
            for (Map.Entry<String, Node> gradient : unit.gradients().entrySet()) {
                Node parameter = unit.parameters().get(gradient.getKey());
                if (!gradient.getValue().shape().equals(parameter.shape())) {
                    throw new IllegalStateException("After " + pass + ": the gradient of the parameter '"
                            + gradient.getKey() + "' is " + gradient.getValue() + ", must have the shape "
                            + parameter.shape());
                }
            }
        }
        listener.after(pass, unit.graph());
    }
}
