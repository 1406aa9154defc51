package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
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
    private final Set<String> unseen = new HashSet<>();

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

    /** Adds a size that no shape tells; of products with it, only the product may be found. */
    void addUnseen(String size) {
        unseen.add(size);
    }

    /** Adds a size that is known from elsewhere. */
    void addKnown(String size, int value) {
        sizes.put(size, new Size(value, "what was set"));
    }

    /** Finds all sizes that can be found. */
    void solve() {
        boolean more = true;
        while (more) {
            more = open.removeIf(this::isSettled);
        }
        List<Equation> products = open.stream().filter(this::isOfUnseen).toList();
        products.forEach(this::keepProduct);
        open.removeAll(products);
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

    /** Returns whether a product has an unseen factor, or one that is known only together with such a factor. */
    private boolean isOfUnseen(Equation equation) {
        Set<String> factors = new HashSet<>(unseen);
        for (Equation other : open) {
            if (other.dimension().sizes().stream().anyMatch(unseen::contains)) {
                factors.addAll(other.dimension().sizes());
            }
        }
        return equation.dimension().sizes().stream().anyMatch(factors::contains);
    }

    /** Keeps a product as a size of its own name; all shapes must agree about it. */
    private void keepProduct(Equation equation) {
        int actual = (int) equation.shape()[equation.index()];
        Size known = sizes.putIfAbsent(equation.dimension().toString(), new Size(actual, equation.from()));
        if (known != null && known.value() != actual) {
            contradict(equation.tensor(), equation.shape(), equation.dimensions());
        }
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
