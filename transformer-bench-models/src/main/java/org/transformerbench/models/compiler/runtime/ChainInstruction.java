package org.transformerbench.models.compiler.runtime;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.op.Elementwise;

/**
 * An instruction that runs a chain of element-wise operations on chunks that stay in the first-level cache: intermediate results
 * are never written to a buffer.
 */
public final class ChainInstruction implements Instruction {
    /** Number of floats of a chunk, unless there are more lanes. */
    private static final int CHUNK = 1024;

    /** A place where an operation of the chain reads or writes. */
    public sealed interface Place permits Scratch, Contiguous, Gathered, Scalar {}

    /**
     * A temporary array for one chunk.
     *
     * @param slot its index
     */
    public record Scratch(int slot) implements Place {}

    /**
     * A value whose elements lie in the order of the chain's.
     *
     * @param tensor the value
     */
    public record Contiguous(Operand tensor) implements Place {}

    /**
     * A value whose elements are gathered for each chunk.
     *
     * @param tensor the value
     * @param elements where they are
     * @param slot of the space that they are collected in
     */
    public record Gathered(Operand tensor, int[] elements, int slot) implements Place {}

    /**
     * A scalar that is the same for all elements.
     *
     * @param values as many times as a chunk has floats
     */
    public record Scalar(Operand values) implements Place {}

    /**
     * An operation of the chain.
     *
     * @param op what is done
     * @param inputs the operands
     * @param output the result
     */
    public record Link(Elementwise op, List<Place> inputs, Place output) {}

    /** A value with a temporary array for its elements of a chunk. */
    private record Copy(Contiguous value, int slot) {}

    // Arrays, because each loop over a list makes an iterator, many times a step.
    private final Gathered[] collected;
    private final Link[] links;
    /** Values from outside the chain that are copied. */
    private final Copy[] copied;
    /** Temporary arrays of values, for kernels that want chunks to begin arrays. */
    private final Map<Contiguous, Integer> spaces = new IdentityHashMap<>();

    private final int elements;
    private final int slots;

    /**
     * Creates the instruction.
     *
     * @param collected operands to collect
     * @param links the operations, in order
     * @param elements how many elements each operation computes for an example
     * @param slots how many spaces for a chunk are needed
     */
    public ChainInstruction(List<Gathered> collected, List<Link> links, int elements, int slots) {
        this.collected = collected.toArray(Gathered[]::new);
        this.links = links.toArray(Link[]::new);
        this.elements = elements;
        this.slots = slots;
        List<Copy> copies = new ArrayList<>();
        for (Link link : links) {
            for (Place input : link.inputs) {
                if (input instanceof Contiguous whole && !spaces.containsKey(whole)) {
                    copies.add(new Copy(whole, space(whole)));
                }
            }
            if (link.output instanceof Contiguous whole) {
                space(whole);
            }
        }
        this.copied = copies.toArray(Copy[]::new);
    }

    private int space(Contiguous whole) {
        int slot = slots + spaces.size();
        spaces.put(whole, slot);
        return slot;
    }

    /**
     * Returns the maximum number of floats of a chunk.
     *
     * @param lanes how many examples a micro-batch has
     * @return a multiple of the lanes
     */
    public static int chunk(int lanes) {
        return Math.max(1, CHUNK / lanes) * lanes;
    }

    @Override
    public void run(LaneWorkspace work) {
        int lanes = work.lanes();
        int step = chunk(lanes) / lanes;
        boolean fromZero = work.kernels().elementwise().wantsArraysFromZero();
        float[][] scratch = work.scratch(fromZero ? slots + spaces.size() : slots);
        for (int first = 0; first < elements; first += step) {
            int count = Math.min(step, elements - first);
            for (Gathered operand : collected) {
                float[] data = operand.tensor.data(work);
                work.kernels()
                        .elementwise()
                        .gather(data, operand.elements, first, count, scratch[operand.slot], 0, lanes);
            }
            if (fromZero) {
                runFromZero(work, scratch, first * lanes, count * lanes);
            } else {
                for (Link link : links) {
                    run(link, work, scratch, first * lanes, count * lanes);
                }
            }
        }
    }

    private void runFromZero(LaneWorkspace work, float[][] scratch, int first, int count) {
        for (Copy copy : copied) {
            float[] from = copy.value.tensor.data(work);
            System.arraycopy(from, start(copy.value, first), scratch[copy.slot], 0, count);
        }
        for (Link link : links) {
            Operands operands = work.operands(link.inputs.size());
            for (int i = 0; i < operands.x().length; i++) {
                operands.set(i, space(link.inputs.get(i), work, scratch), 0);
            }
            float[] y = space(link.output, work, scratch);
            link.op.apply(work.kernels().elementwise(), operands.x(), operands.at(), y, 0, count);
            if (link.output instanceof Contiguous whole) {
                System.arraycopy(y, 0, whole.tensor.data(work), start(whole, first), count);
            }
        }
    }

    private float[] space(Place place, LaneWorkspace work, float[][] scratch) {
        return place instanceof Contiguous whole ? scratch[spaces.get(whole)] : data(place, work, scratch);
    }

    private static void run(Link link, LaneWorkspace work, float[][] scratch, int first, int count) {
        Operands operands = work.operands(link.inputs.size());
        for (int i = 0; i < operands.x().length; i++) {
            Place place = link.inputs.get(i);
            operands.set(i, data(place, work, scratch), start(place, first));
        }
        float[] y = data(link.output, work, scratch);
        link.op.apply(work.kernels().elementwise(), operands.x(), operands.at(), y, start(link.output, first), count);
    }

    private static int start(Place place, int first) {
        return place instanceof Contiguous whole ? whole.tensor.view().offset() + first : 0;
    }

    private static float[] data(Place place, LaneWorkspace work, float[][] scratch) {
        if (place instanceof Scratch space) {
            return scratch[space.slot];
        } else if (place instanceof Gathered operand) {
            return scratch[operand.slot];
        } else if (place instanceof Scalar number) {
            return number.values.data(work);
        }
        return ((Contiguous) place).tensor.data(work);
    }
}
