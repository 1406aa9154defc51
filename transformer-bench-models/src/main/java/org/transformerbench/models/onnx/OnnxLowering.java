package org.transformerbench.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.ir.Op;
import org.transformerbench.models.compiler.ir.Shape;
import org.transformerbench.models.compiler.op.Compare.Relation;
import org.transformerbench.models.compiler.op.Constant;
import org.transformerbench.models.compiler.op.Expressions;
import org.transformerbench.models.compiler.op.InverseSquareRoot;
import org.transformerbench.models.compiler.op.Log1p;
import org.transformerbench.models.compiler.op.Movement;
import org.transformerbench.models.compiler.op.Pad;
import org.transformerbench.models.compiler.op.Placeholder;
import org.transformerbench.models.compiler.op.Reshape;
import org.transformerbench.models.compiler.op.fused.Embedding;
import org.transformerbench.models.compiler.op.fused.Fused;
import org.transformerbench.models.compiler.op.fused.LayerNorm;
import org.transformerbench.models.compiler.op.fused.Standardise;
import org.transformerbench.models.compiler.rewrite.Rule;

/**
 * The rule that expresses an operation that ONNX does not have in simpler ones, and one that ONNX has with a narrower meaning where
 * that is not enough.
 *
 * @param vocabularySize V: tokens are below it
 */
record OnnxLowering(int vocabularySize) implements Rule {

    /** A form of one operation in others. */
    private interface Form {
        Optional<Node> of(Node node, Expressions make, int vocabularySize);
    }

    private static final Map<Class<? extends Op>, Form> FORMS = forms();

    private static Map<Class<? extends Op>, Form> forms() {
        Map<Class<? extends Op>, Form> forms = new HashMap<>();
        forms.put(
                InverseSquareRoot.class,
                (node, make, size) -> Optional.of(make.reciprocal(make.squareRoot(node.input(0)))));
        forms.put(Log1p.class, (node, make, size) -> Optional.of(log1p(node.input(0), make)));
        forms.put(Pad.class, (node, make, size) -> pad((Pad) node.op(), node.input(0), make));
        forms.put(Standardise.class, (node, make, size) -> unless(hasEpsilon(node), node, make));
        forms.put(LayerNorm.class, (node, make, size) -> unless(hasEpsilon(node) && hasVectors(node), node, make));
        forms.put(Embedding.class, OnnxLowering::embedding);
        return Map.copyOf(forms);
    }

    /** Returns whether a kind of operation is taken apart, always or sometimes. */
    static boolean has(Class<?> op) {
        return FORMS.containsKey(op);
    }

    @Override
    public Class<? extends Op> root() {
        return Op.class;
    }

    @Override
    public Optional<Node> apply(Node node, Expressions make) {
        Form form = FORMS.get(node.op().getClass());
        if (form != null) {
            return form.of(node, make, vocabularySize);
        }
        return node.op() instanceof Fused fused && !OnnxOperations.has(node.op().getClass())
                ? Optional.of(fused.decompose(node.inputs(), make))
                : Optional.empty();
    }

    private static Optional<Node> unless(boolean direct, Node node, Expressions make) {
        return direct ? Optional.empty() : Optional.of(((Fused) node.op()).decompose(node.inputs(), make));
    }

    /**
     * Returns log(1 + x), in which the rounding of 1 + x cancels out: log(u) x / (u - 1) for u = 1 + x. Source: Higham, "Accuracy and
     * Stability of Numerical Algorithms", 2002, section 1.14.1.
     */
    private static Node log1p(Node x, Expressions make) {
        Node u = make.add(x, make.number(1));
        Node back = make.subtract(u, make.number(1));
        Node log = make.logarithm(u);
        Node exact = make.multiply(log, make.divide(x, back));
        // Of an infinite x nothing is lost, but infinity has no quotient.
        Node large = make.compare(Relation.GREATER, u, make.number(1e30));
        Node lost = make.compare(Relation.EQUAL, back, make.number(0));
        return make.select(lost, x, make.select(large, log, exact));
    }

    /** Returns a padding with gaps, or backwards, as one that has only places before and behind. */
    private static Optional<Node> pad(Pad pad, Node x, Expressions make) {
        int axis = pad.axis();
        int count = x.shape().dim(axis);
        if (pad.step() == 1) {
            return Optional.empty();
        }
        if (pad.step() < 0) {
            Node reversed = make.slice(x, axis, count - 1, count, -1);
            int begin = pad.begin() + (count - 1) * pad.step();
            return Optional.of(make.apply(new Pad(axis, begin, -pad.step(), pad.size()), reversed));
        }
        List<Integer> apart = new ArrayList<>(x.shape().dims());
        apart.add(axis + 1, 1);
        Node gaps = make.pad(make.reshape(x, apart), axis + 1, 0, pad.step() - 1);
        Node flat = make.reshape(gaps, x.shape().with(axis, count * pad.step()).dims());
        int length = (count - 1) * pad.step() + 1;
        return Optional.of(
                make.pad(make.slice(flat, axis, 0, length), axis, pad.begin(), pad.size() - pad.begin() - length));
    }

    /** ONNX does not say what becomes of numbers that are all equal, if nothing is added to their variance. */
    private static boolean hasEpsilon(Node node) {
        return (node.op() instanceof LayerNorm norm ? norm.epsilon() : ((Standardise) node.op()).epsilon()) > 0;
    }

    private static boolean hasVectors(Node node) {
        Shape x = node.input(0).shape();
        Shape vector = Shape.of(x.dim(x.rank() - 1));
        return node.inputs().subList(1, node.inputs().size()).stream()
                .allMatch(input -> input.shape().equals(vector));
    }

    private static Optional<Node> embedding(Node node, Expressions make, int vocabularySize) {
        if (isInside(node, vocabularySize) && node.inputs().size() > 2) {
            Node rows = make.apply(new Embedding(), node.input(0), node.input(1));
            return Optional.of(make.add(rows, node.input(2)));
        }
        return unless(isInside(node, vocabularySize), node, make);
    }

    /** Returns whether no id can be outside of the table: such rows are zeros here, and an error or the last row in ONNX. */
    private static boolean isInside(Node node, int vocabularySize) {
        Shape table = node.input(1).shape();
        if (table.batched() || table.rank() != 2) {
            return false;
        }
        Node ids = node.input(0);
        while (ids.op() instanceof Movement || ids.op() instanceof Reshape) {
            ids = ids.input(0);
        }
        if (ids.op() instanceof Constant constant) {
            for (float id : constant.values()) {
                if (!(id >= 0 && id < table.dim(0))) {
                    return false;
                }
            }
            return true;
        }
        return ids.op() instanceof Placeholder && vocabularySize <= table.dim(0);
    }
}
