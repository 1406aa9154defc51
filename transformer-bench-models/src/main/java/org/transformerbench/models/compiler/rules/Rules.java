package org.transformerbench.models.compiler.rules;

import java.util.List;
import org.transformerbench.models.compiler.rewrite.Rule;

/** The rules of the compiler in the order in which they are tried: those that normalise forms come first. */
public final class Rules {
    /** Rules that bring different notations into one form. */
    private static final List<Rule> FORMS = List.of(
            new FoldConstants(),
            new ReshapeOfReshape(),
            new PermuteOfPermute(),
            new MultiplyByOne(),
            new DivideByNumber(),
            new DivideByRoot(),
            new ReciprocalOfRoot());

    /** Rules that fuse norms and element-wise functions into one operation each. */
    private static final List<Rule> FUNCTIONS = List.of(
            new FuseRmsNorm(),
            new FuseStandardise(),
            new FuseGeluTanh(),
            new FuseGeluErf(),
            new FuseSilu(),
            new FuseSwish(),
            new FuseSoftplus(),
            new FuseElu());

    private static final List<Rule> TRANSFORMERS =
            List.of(new FuseCausalAttention(), new FuseEmbedding(), new FuseLinear(), new FuseBias());

    private Rules() {}

    /**
     * Returns all rules.
     *
     * @return all of them
     */
    public static List<Rule> all() {
        return joined(List.of(FORMS, FUNCTIONS, TRANSFORMERS));
    }

    /**
     * Returns the rules for micro-batches of rows: all of them, and those for operations on rows.
     *
     * @return the rules
     */
    public static List<Rule> rows() {
        return joined(
                List.of(all(), List.of(new FuseLayerNorm(), new FuseNormBias(), new FusePositions(), new FuseHeads())));
    }

    /**
     * Returns the rules for graphs that are written for another runtime.
     *
     * @return those that find operations that other runtimes have too: norms with gain and bias, look-ups, attention
     */
    public static List<Rule> portable() {
        return joined(List.of(all(), List.of(new FuseLayerNorm(), new FuseNormBias())));
    }

    /**
     * Returns the rules for graphs that are differentiated afterwards and run in interleaved micro-batches.
     *
     * @return those that find operations with kernels for such slices
     */
    public static List<Rule> composed() {
        return joined(List.of(FORMS, FUNCTIONS, List.of(new FuseExactStandardise())));
    }

    /**
     * Returns the rules for interleaved micro-batches, which need few composed operations.
     *
     * @return those that bring what is written differently to one form, and take apart what is composed and has no kernel
     */
    public static List<Rule> interleaved() {
        return joined(List.of(FORMS, List.of(new Decompose(), new JoinPads(), new JoinWeightGradients())));
    }

    /**
     * Returns the rules for graphs from which the graph of one position is derived.
     *
     * @return those that find causal attention, and operations with kernels for interleaved micro-batches
     */
    public static List<Rule> attending() {
        return joined(List.of(composed(), List.of(new FuseCausalAttention())));
    }

    /**
     * Returns the rules for interleaved rows of a decoder.
     *
     * @return those that bring what is written differently to one form, and take apart what is composed and has no kernel
     */
    public static List<Rule> decoding() {
        return joined(List.of(FORMS, List.of(new FuseEmbedding(), new Decompose())));
    }

    private static List<Rule> joined(List<List<Rule>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }
}
