package org.transformerbench.models.engine;

import static org.transformerbench.models.engine.CustomModel.attention;
import static org.transformerbench.models.engine.CustomModel.embedding;
import static org.transformerbench.models.engine.CustomModel.head;
import static org.transformerbench.models.engine.CustomModel.linear;
import static org.transformerbench.models.engine.CustomModel.norm;
import static org.transformerbench.models.engine.CustomModel.normal;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.models.block.CausalAttention;
import org.transformerbench.models.block.Linear;

/** Models whose queries, keys and values are projected apart, in all kinds of ways. */
final class ProjectionModels {
    private static final int WIDTH = 32;

    private ProjectionModels() {}

    /** What is added to the residual x; n is its norm. */
    interface Mixing {
        SDVariable of(GraphScope scope, SDVariable x, SDVariable n);
    }

    static CustomModel model(String id, Mixing mixing) {
        return model(id, WIDTH, 1, mixing);
    }

    private static CustomModel model(String id, int width, int layers, Mixing mixing) {
        return new CustomModel(id, (scope, tokens) -> {
            SDVariable x = embedding(scope, tokens, width);
            for (int layer = 0; layer < layers; layer++) {
                GraphScope child = scope.child("layer" + layer);
                x = x.add(mixing.of(child, x, norm(child, x, width)));
            }
            return head(scope, x, width);
        });
    }

    static SDVariable attend(GraphScope s, SDVariable queries, SDVariable keys, SDVariable values) {
        return new CausalAttention(2, WIDTH / 2, -1e5, 0).attend(s, queries, keys, values);
    }

    static SDVariable weight(GraphScope s, String name) {
        return s.parameter("w" + name, normal(), WIDTH, WIDTH);
    }

    /** A projection with a weight and a bias of its own. */
    static SDVariable own(GraphScope s, String name, SDVariable x) {
        return biased(s, name, bare(s, x, weight(s, name)));
    }

    static SDVariable bare(GraphScope s, SDVariable x, SDVariable weight) {
        return Linear.inputFirst(s, x, weight, WIDTH, WIDTH);
    }

    static SDVariable biased(GraphScope s, String name, SDVariable projected) {
        return projected.add(s.parameter("b" + name, normal(), WIDTH));
    }

    /** Where only the last position counts, the second layer needs but one query. */
    static CustomModel twoLayers() {
        return model(
                "two-layers", WIDTH, 2, (s, x, n) -> attention(WIDTH, 4, 0.2).apply(s, n));
    }

    static CustomModel noWholeVectors() {
        return model(
                "no-whole-vectors", 24, 1, (s, x, n) -> attention(24, 3, 0.2).apply(s, n));
    }

    /** Weights of shape (H, D, K), and as many columns as fill no vector before the attention. */
    static CustomModel headByHead() {
        return model("head-by-head", 20, 1, (s, x, n) -> {
            SDVariable[] parts = new SDVariable[3];
            for (int i = 0; i < 3; i++) {
                SDVariable weight = s.parameter("w" + i, normal(), 3, 20, 16);
                SDVariable bias = s.parameter("b" + i, normal(), 3, 16);
                SDVariable joined = weight.permute(1, 0, 2).reshape(20, 48);
                parts[i] = Linear.inputFirst(s, n, joined, 20, 48).add(bias.reshape(48));
            }
            SDVariable mixed = new CausalAttention(3, 16, -1e5, 0).attend(s, parts[0], parts[1], parts[2]);
            return linear(s, mixed, 48, 20);
        });
    }

    static CustomModel tiedQueriesAndKeys() {
        return model("tied-queries-and-keys", (s, x, n) -> {
            SDVariable tied = weight(s, "tied");
            return attend(s, biased(s, "q", bare(s, n, tied)), biased(s, "k", bare(s, n, tied)), own(s, "v", n));
        });
    }

    /** One weight, the keys' in the other direction, on rows that are one variable. */
    static CustomModel allTied() {
        return model("all-tied", (s, x, n) -> {
            SDVariable rows = n.reshape(-1, WIDTH);
            SDVariable tied = weight(s, "tied");
            int positions = s.positions();
            return attend(
                    s,
                    rows.mmul(tied).reshape(-1, positions, WIDTH),
                    s.graph().mmul(rows, tied, false, true, false).reshape(-1, positions, WIDTH),
                    rows.mmul(tied).reshape(-1, positions, WIDTH));
        });
    }

    /** Weights that are stored output first, of keys and values the same. */
    static CustomModel outputFirst() {
        return model("output-first", (s, x, n) -> {
            SDVariable tied = weight(s, "tied");
            return attend(
                    s,
                    Linear.outputFirst(s, n, weight(s, "q"), WIDTH, WIDTH),
                    Linear.outputFirst(s, n, tied, WIDTH, WIDTH),
                    Linear.outputFirst(s, n, tied, WIDTH, WIDTH));
        });
    }

    /** An input that is a part of a projection itself. */
    static CustomModel partOfProjection() {
        return model("part-of-a-projection", (s, x, n) -> {
            SDVariable[] halves = s.graph().split(linear(s.child("halves"), n, WIDTH, 2 * WIDTH), 2, 2);
            return attend(s, own(s, "q", halves[1]), own(s, "k", halves[1]), own(s, "v", halves[1]))
                    .add(halves[0]);
        });
    }
}
