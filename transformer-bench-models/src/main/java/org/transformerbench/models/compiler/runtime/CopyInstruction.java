package org.transformerbench.models.compiler.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An instruction that copies values into parts of a buffer, and fills the rest with zeros. */
public final class CopyInstruction implements Instruction {

    /**
     * A value with its place in the buffer.
     *
     * @param from the value
     * @param to a view of the output, of the same dimensions
     */
    public record Part(Operand from, View to) {}

    private record Stretch(Operand from, int[] starts, int[] targets, int[] counts) {}

    private final List<Stretch> stretches = new ArrayList<>();
    private final Operand output;
    private final boolean clears;

    /**
     * Creates the instruction.
     *
     * @param output a whole buffer
     * @param parts what to copy
     */
    public CopyInstruction(Operand output, List<Part> parts) {
        this.output = output;
        this.clears = parts.stream().mapToInt(part -> part.to().size()).sum()
                < output.view().size();
        for (Part part : parts) {
            stretches.add(stretch(part));
        }
    }

    private static Stretch stretch(Part part) {
        List<int[]> found = new ArrayList<>();
        View from = lanesLast(part.from().view());
        View to = lanesLast(part.to());
        StridedLoops.each(List.of(from, to), (at, step, count) -> {
            if (step[0] != 1 || step[1] != 1) {
                throw new IllegalStateException("Lanes are not side by side: " + from + ", " + to);
            }
            found.add(new int[] {at[0], at[1], count});
        });
        return new Stretch(part.from(), column(found, 0), column(found, 1), column(found, 2));
    }

    private static int[] column(List<int[]> rows, int column) {
        return rows.stream().mapToInt(row -> row[column]).toArray();
    }

    private static View lanesLast(View view) {
        int[] axes = new int[view.rank()];
        for (int i = 0; i + 1 < axes.length; i++) {
            axes[i] = i + 1;
        }
        return view.permute(axes);
    }

    @Override
    public void run(LaneWorkspace work) {
        float[] y = output.data(work);
        if (clears) {
            Arrays.fill(y, 0, output.view().size(), 0);
        }
        for (Stretch stretch : stretches) {
            float[] x = stretch.from.data(work);
            for (int i = 0; i < stretch.starts.length; i++) {
                System.arraycopy(x, stretch.starts[i], y, stretch.targets[i], stretch.counts[i]);
            }
        }
    }
}
