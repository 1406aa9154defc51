package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The equations between the shapes of tensors and the sizes of a model. Where a dimension is a product, the sizes of the others
 * come from other tensors.
 */
final class ShapeEquations {
    private final List<Equation> open = new ArrayList<>();
    private final Map<String, Size> sizes = new LinkedHashMap<>();
    private final Set<String> contradictions = new LinkedHashSet<>();

    /**
     * A size that was found.
     *
     * @param value 1 or more
     * @param from the tensor that tells it, with its shape
     */
    record Size(int value, String from) {}

    /**
     * A dimension of a tensor.
     *
     * @param tensor its name
     * @param shape of all the tensor
     * @param dimensions of all the tensor
     * @param index of the dimension
     */
    private record Equation(String tensor, long[] shape, List<Dimension> dimensions, int index) {
        Dimension dimension() {
            return dimensions.get(index);
        }

        String from() {
            return tensor + " " + Arrays.toString(shape);
        }
    }

    /**
     * Adds the shape of a tensor.
     *
     * @param tensor its name
     * @param shape as it is
     * @param dimensions as they should be
     */
    void add(String tensor, long[] shape, List<Dimension> dimensions) {
        boolean usable = shape.length == dimensions.size()
                && Arrays.stream(shape).allMatch(size -> size >= 1 && size <= Integer.MAX_VALUE);
        for (int index = 0; usable && index < shape.length; index++) {
            open.add(new Equation(tensor, shape, dimensions, index));
        }
        if (!usable) {
            contradict(tensor, shape, dimensions);
        }
    }

    /** Finds all sizes that can be found. */
    void solve() {
        boolean more = true;
        while (more) {
            more = open.removeIf(this::isSettled);
        }
        open.forEach(equation -> contradict(equation.tensor(), equation.shape(), equation.dimensions()));
        open.clear();
    }

    /** Uses an equation with at most one unknown size. */
    private boolean isSettled(Equation equation) {
        long known = equation.dimension().factor();
        String unknown = null;
        for (String size : equation.dimension().sizes()) {
            if (sizes.containsKey(size)) {
                known *= sizes.get(size).value();
            } else if (unknown == null) {
                unknown = size;
            } else {
                return false;
            }
        }
        long actual = equation.shape()[equation.index()];
        if (unknown == null ? actual != known : actual % known != 0) {
            contradict(equation.tensor(), equation.shape(), equation.dimensions());
        } else if (unknown != null) {
            sizes.put(unknown, new Size((int) (actual / known), equation.from()));
        }
        return true;
    }

    private void contradict(String tensor, long[] shape, List<Dimension> dimensions) {
        String known = dimensions.stream()
                .flatMap(dimension -> dimension.sizes().stream())
                .distinct()
                .filter(sizes::containsKey)
                .map(size -> size + " = " + sizes.get(size).value() + " as in "
                        + sizes.get(size).from())
                .collect(Collectors.joining(", "));
        contradictions.add(tensor + " has the shape " + Arrays.toString(shape) + ", must have " + dimensions
                + (known.isEmpty() ? "" : " with " + known));
    }

    /** Returns the sizes by name. */
    Map<String, Size> sizes() {
        return sizes;
    }

    /** Returns the tensors whose shapes do not fit, in words. */
    Set<String> contradictions() {
        return contradictions;
    }
}
