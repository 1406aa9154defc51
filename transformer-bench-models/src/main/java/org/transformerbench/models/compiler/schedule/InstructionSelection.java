package org.transformerbench.models.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.op.BatchSum;
import org.transformerbench.models.compiler.op.CachedAttention;
import org.transformerbench.models.compiler.op.Concat;
import org.transformerbench.models.compiler.op.Matmul;
import org.transformerbench.models.compiler.op.OneHot;
import org.transformerbench.models.compiler.op.Pad;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.ReduceMax;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.Softmax;
import org.transformerbench.models.compiler.op.Sum;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.op.fused.Norm;
import org.transformerbench.models.compiler.op.fused.NormGradient;
import org.transformerbench.models.compiler.op.fused.RmsNorm;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.runtime.CachedAttentionInstruction;
import org.transformerbench.models.compiler.runtime.CopyInstruction;
import org.transformerbench.models.compiler.runtime.EmbeddingInstruction;
import org.transformerbench.models.compiler.runtime.Instruction;
import org.transformerbench.models.compiler.runtime.LaneSumInstruction;
import org.transformerbench.models.compiler.runtime.MatmulInstruction;
import org.transformerbench.models.compiler.runtime.NormInstruction;
import org.transformerbench.models.compiler.runtime.OneHotInstruction;
import org.transformerbench.models.compiler.runtime.Operand;
import org.transformerbench.models.compiler.runtime.ReductionInstruction;
import org.transformerbench.models.compiler.runtime.SharedMatmulInstruction;
import org.transformerbench.models.compiler.runtime.SoftmaxInstruction;
import org.transformerbench.models.compiler.runtime.View;
import org.transformerbench.models.compiler.runtime.WeightGradientInstruction;

/** A selection of instructions for values that are not element-wise. */
final class InstructionSelection {

    private interface Selector {
        Instruction select(Node node);
    }

    private final Function<Node, Operand> tensors;
    private final Function<Node, Operand> copies;
    private final Function<Node, Integer> sums;
    private final Map<Node, WeightGradient> weightGradients;
    private final Map<Class<? extends Op>, Selector> selectors = new HashMap<>();

    /**
     * Creates an instruction selection for a graph.
     *
     * @param tensors gives where a value is
     * @param copies gives where a value is, one for each lane also if all examples share it
     * @param sums gives the index of the array for a sum over the batch
     * @param weightGradients sums over the batch that are computed at once with the product below
     * @param leaves makes the instruction that reads what a batch brings
     */
    InstructionSelection(
            Function<Node, Operand> tensors,
            Function<Node, Operand> copies,
            Function<Node, Integer> sums,
            Map<Node, WeightGradient> weightGradients,
            Function<Node, Instruction> leaves) {
        this.tensors = tensors;
        this.copies = copies;
        this.sums = sums;
        this.weightGradients = weightGradients;
        selectors.put(Placeholder.class, leaves::apply);
        selectors.put(OneHot.class, this::oneHot);
        selectors.put(Matmul.class, this::matmul);
        selectors.put(BatchSum.class, this::batchSum);
        selectors.put(Sum.class, node -> reduction(node, ((Sum) node.op()).axes(), false));
        selectors.put(ReduceMax.class, node -> reduction(node, ((ReduceMax) node.op()).axes(), true));
        selectors.put(Softmax.class, node -> new SoftmaxInstruction(tensors.apply(node.input(0)), tensors.apply(node)));
        selectors.put(Standardise.class, this::norm);
        selectors.put(RmsNorm.class, this::norm);
        selectors.put(NormGradient.class, this::normGradient);
        selectors.put(Concat.class, this::concat);
        selectors.put(Pad.class, this::place);
        selectors.put(Reshape.class, this::reshape);
        selectors.put(Embedding.class, this::embedding);
        selectors.put(CachedAttention.class, this::attention);
    }

    Instruction select(Node node) {
        Selector selector = selectors.get(node.op().getClass());
        if (selector == null) {
            throw new IllegalStateException("No instruction computes " + node);
        }
        return selector.select(node);
    }

    private Instruction oneHot(Node node) {
        return new OneHotInstruction(tensors.apply(node.input(0)), tensors.apply(node), ((OneHot) node.op()).depth());
    }

    /** Selects the embedding of token ids; positions are added to rows of separate examples. */
    private Instruction embedding(Node node) {
        return new EmbeddingInstruction(
                tensors.apply(node.input(0)), tensors.apply(node.input(1)), tensors.apply(node));
    }

    private Instruction attention(Node node) {
        List<Operand> operands = node.inputs().stream().map(tensors).toList();
        return new CachedAttentionInstruction(
                (CachedAttention) node.op(),
                operands.get(0),
                operands.get(1),
                operands.get(2),
                operands.stream().skip(3).findFirst(),
                tensors.apply(node));
    }

    private Instruction matmul(Node node) {
        Node left = node.input(0);
        Node right = node.input(1);
        if (!left.shape().batched()) {
            return SharedMatmulInstruction.fromLeft(tensors.apply(left), tensors.apply(right), tensors.apply(node));
        } else if (!right.shape().batched()) {
            return SharedMatmulInstruction.fromRight(tensors.apply(left), tensors.apply(right), tensors.apply(node));
        }
        return new MatmulInstruction(tensors.apply(left), tensors.apply(right), tensors.apply(node));
    }

    private Instruction batchSum(Node node) {
        WeightGradient gradient = weightGradients.get(node);
        if (gradient == null) {
            return new LaneSumInstruction(tensors.apply(node.input(0)), sums.apply(node));
        }
        Node product = gradient.product();
        return new WeightGradientInstruction(
                tensors.apply(product.input(0)),
                tensors.apply(product.input(1)),
                product.shape().dims().stream().mapToInt(dim -> dim).toArray(),
                gradient.axes(),
                sums.apply(node));
    }

    private Instruction reduction(Node node, List<Integer> axes, boolean largest) {
        return new ReductionInstruction(tensors.apply(node.input(0)), tensors.apply(node), axes, largest);
    }

    private Instruction norm(Node node) {
        return NormInstruction.forward((Norm) node.op(), tensors.apply(node.input(0)), tensors.apply(node));
    }

    private Instruction normGradient(Node node) {
        Norm norm = ((NormGradient) node.op()).of();
        Operand upstream = copies.apply(node.input(1));
        return NormInstruction.backward(norm, copies.apply(node.input(0)), upstream, tensors.apply(node));
    }

    private Instruction concat(Node node) {
        int axis = ((Concat) node.op()).axis();
        Operand output = tensors.apply(node);
        List<CopyInstruction.Part> parts = new ArrayList<>();
        int begin = 0;
        for (Node input : node.inputs()) {
            int count = input.shape().dim(axis);
            parts.add(
                    new CopyInstruction.Part(copies.apply(input), output.view().slice(axis + 1, begin, count, 1)));
            begin += count;
        }
        return new CopyInstruction(output, parts);
    }

    private Instruction place(Node node) {
        Pad place = (Pad) node.op();
        Operand output = tensors.apply(node);
        int count = node.input(0).shape().dim(place.axis());
        View to = output.view().slice(place.axis() + 1, place.begin(), count, place.step());
        return new CopyInstruction(output, List.of(new CopyInstruction.Part(tensors.apply(node.input(0)), to)));
    }

    /** Selects a copy for a reshape that is no view of its operand. */
    private Instruction reshape(Node node) {
        Operand input = tensors.apply(node.input(0));
        Operand output = tensors.apply(node);
        View to = output.view().reshape(input.view().dims()).orElseThrow();
        return new CopyInstruction(output, List.of(new CopyInstruction.Part(input, to)));
    }
}
