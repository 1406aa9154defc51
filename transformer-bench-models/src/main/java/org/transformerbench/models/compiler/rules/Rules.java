package org.transformerbench.models.compiler.rules;

import java.util.ArrayList;
import java.util.List;
import org.transformerbench.models.compiler.rewrite.Rule;

/** All rules, in the order in which they are tried: those that bring what is written differently to one form come first. */
public final class Rules {
    private Rules() {}

    /**
     * The rules.
     *
     * @return all of them
     */
    public static List<Rule> all() {
        return List.of(
                new FoldConstants(),
                new ReshapeOfReshape(),
                new PermuteOfPermute(),
                new MultiplyByOne(),
                new DivideByNumber(),
                new DivideByRoot(),
                new ReciprocalOfRoot(),
                new FuseRmsNorm(),
                new FuseStandardise(),
                new FuseGeluTanh(),
                new FuseGeluErf(),
                new FuseSilu(),
                new FuseSwish(),
                new FuseSoftplus(),
                new FuseElu(),
                new FuseCausalAttention(),
                new FuseEmbedding(),
                new FuseLinear(),
                new FuseBias());
    }

    /**
     * The rules for slices of rows: all of them, and what is composed for rows.
     *
     * @return the rules
     */
    public static List<Rule> rows() {
        List<Rule> rules = new ArrayList<>(all());
        rules.addAll(List.of(new FuseLayerNorm(), new FuseNormBias(), new FusePositions(), new FuseHeads()));
        return List.copyOf(rules);
    }

    /**
     * The rules for graphs that are differentiated afterwards and run in interleaved slices.
     *
     * @return those that find operations with kernels for such slices
     */
    public static List<Rule> composed() {
        return List.of(
                new FoldConstants(),
                new ReshapeOfReshape(),
                new PermuteOfPermute(),
                new MultiplyByOne(),
                new DivideByNumber(),
                new DivideByRoot(),
                new ReciprocalOfRoot(),
                new FuseRmsNorm(),
                new FuseStandardise(),
                new FuseExactStandardise(),
                new FuseGeluTanh(),
                new FuseGeluErf(),
                new FuseSilu(),
                new FuseSwish(),
                new FuseSoftplus(),
                new FuseElu());
    }

    /**
     * The rules for interleaved slices, which need few composed operations.
     *
     * @return those that bring what is written differently to one form, and take apart what is composed and has no kernel
     */
    public static List<Rule> interleaved() {
        return List.of(
                new FoldConstants(),
                new Decompose(),
                new ReshapeOfReshape(),
                new PermuteOfPermute(),
                new MultiplyByOne(),
                new DivideByNumber(),
                new DivideByRoot(),
                new ReciprocalOfRoot(),
                new JoinPlaces(),
                new JoinWeightGradients());
    }
}
