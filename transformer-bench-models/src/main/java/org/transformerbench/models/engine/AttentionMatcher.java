package org.transformerbench.models.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.models.engine.GraphView.Node;
import org.transformerbench.models.graph.DropoutSite;

/**
 * Recognises causal attention: reshape(permute(matmul(dropout(softmax(mask(scale q k^T))), v))).
 *
 * <p>A score that is replaced by -1e4 or less counts as unseen: its weight is zero in float32 unless a visible score of the
 * same row is near -1e4 too.
 */
final class AttentionMatcher {
    private static final long[] SWAP = {0, 2, 1, 3};
    private static final float LARGEST_REPLACEMENT = -1e4f;

    private final GraphView graph;
    private final Map<String, DropoutSite> sites;
    private final int positions;
    private final Map<String, Optional<Pattern.Attention>> known = new HashMap<>();

    AttentionMatcher(GraphView graph, Map<String, DropoutSite> sites, int positions) {
        this.graph = graph;
        this.sites = sites;
        this.positions = positions;
    }

    Optional<Pattern.Attention> match(String variable) {
        return known.computeIfAbsent(variable, this::find);
    }

    private Optional<Pattern.Attention> find(String variable) {
        Optional<Node> mixed = graph.producer(variable, "reshape")
                .flatMap(node -> swapped(node.input(0)))
                .flatMap(source -> graph.producer(source, "matmul"))
                .filter(node -> Arrays.equals(node.integers(), new long[] {0, 0, 0}));
        if (mixed.isEmpty()) {
            return Optional.empty();
        }
        Optional<Heads> values = heads(mixed.get().input(1));
        String weights = mixed.get().input(0);
        DropoutSite site = null;
        Optional<Node> masked = graph.producer(weights, "multiply");
        if (masked.isPresent()) {
            site = sites.get(masked.get().input(1));
            if (site == null) {
                return Optional.empty();
            }
            weights = masked.get().input(0);
        }
        Optional<Node> product = graph.producer(weights, "softmax")
                .filter(node -> Arrays.equals(node.integers(), new long[] {3}))
                .flatMap(node -> unmasked(node.input(0)))
                .flatMap(scores -> graph.producer(scores));
        float scale = 1;
        if (product.isPresent() && product.get().is("mul_scalar")) {
            scale = (float) product.get().scalar();
            product = graph.producer(product.get().input(0));
        }
        product = product.filter(node -> node.is("matmul") && Arrays.equals(node.integers(), new long[] {0, 1, 0}));
        if (product.isEmpty() || values.isEmpty()) {
            return Optional.empty();
        }
        Optional<Heads> queries = heads(product.get().input(0));
        Optional<Heads> keys = heads(product.get().input(1));
        if (queries.isEmpty()
                || keys.isEmpty()
                || !queries.get().fits(keys.get())
                || !keys.get().fits(values.get())) {
            return Optional.empty();
        }
        int count = values.get().count();
        return Optional.of(new Pattern.Attention(
                positions,
                count * values.get().width(),
                queries.get().source(),
                keys.get().source(),
                values.get().source(),
                count,
                scale,
                site));
    }

    /** A variable cut into heads. */
    private record Heads(String source, int count, int width) {
        boolean fits(Heads other) {
            return count == other.count && width == other.width;
        }
    }

    private Optional<Heads> heads(String variable) {
        return swapped(variable)
                .flatMap(source -> graph.producer(source, "reshape"))
                .filter(node -> node.integers().length == 5 && node.integers()[2] == positions)
                .map(node -> new Heads(node.input(0), (int) node.integers()[3], (int) node.integers()[4]));
    }

    private Optional<String> swapped(String variable) {
        return graph.producer(variable, "permute")
                .filter(node -> Arrays.equals(node.integers(), SWAP))
                .map(node -> node.input(0));
    }

    /** The scores under add(multiply(scores, keep), replacement), if those two make a causal mask. */
    private Optional<String> unmasked(String variable) {
        Optional<Node> added = graph.producer(variable, "add");
        Optional<Node> kept = added.flatMap(node -> graph.producer(node.input(0), "multiply"));
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        Optional<float[]> keep = graph.constant(kept.get().input(1));
        Optional<float[]> replacement = graph.constant(added.get().input(1));
        return keep.isPresent() && replacement.isPresent() && isCausal(keep.get(), replacement.get())
                ? Optional.of(kept.get().input(0))
                : Optional.empty();
    }

    private boolean isCausal(float[] keep, float[] replacement) {
        if (keep.length != positions * positions || replacement.length != keep.length) {
            return false;
        }
        for (int i = 0; i < keep.length; i++) {
            boolean seen = i % positions <= i / positions;
            boolean right =
                    seen ? keep[i] == 1 && replacement[i] == 0 : keep[i] == 0 && replacement[i] <= LARGEST_REPLACEMENT;
            if (!right) {
                return false;
            }
        }
        return true;
    }
}
