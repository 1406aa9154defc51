package org.transformerbench.models.block;

import org.nd4j.autodiff.samediff.SDVariable;
import org.transformerbench.api.GraphScope;
import org.transformerbench.api.config.Require;

/**
 * Heads of queries that share heads of keys and values: queries of heads 0 to H/G - 1 read head 0 of the keys, and so on. Source:
 * Ainslie et al., "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", 2023.
 *
 * @param heads H, of queries; divisible by {@code keyValueHeads}
 * @param keyValueHeads G; at least 1
 * @param headWidth K
 */
public record GroupedHeads(int heads, int keyValueHeads, int headWidth) {

    public GroupedHeads {
        Require.atLeast("keyValueHeads", keyValueHeads, 1);
        Require.divisible("heads", heads, "keyValueHeads", keyValueHeads);
        Require.atLeast("headWidth", headWidth, 1);
    }

    /**
     * Gives each head a dimension.
     *
     * @param graph knows T
     * @param queries shape (B, T, H K)
     * @return shape (B, T, H, K)
     */
    public SDVariable splitQueries(GraphScope graph, SDVariable queries) {
        return queries.reshape(-1, graph.positions(), heads, headWidth);
    }

    /**
     * Gives each head a dimension.
     *
     * @param graph knows T
     * @param x keys or values, shape (B, T, G K)
     * @return shape (B, T, G, K)
     */
    public SDVariable split(GraphScope graph, SDVariable x) {
        return x.reshape(-1, graph.positions(), keyValueHeads, headWidth);
    }

    /**
     * Joins the heads of queries.
     *
     * @param graph knows T
     * @param queries shape (B, T, H, K)
     * @return shape (B, T, H K)
     */
    public SDVariable joinQueries(GraphScope graph, SDVariable queries) {
        return queries.reshape(-1, graph.positions(), heads * headWidth);
    }

    /**
     * Joins heads of keys or values, each repeated for all heads of queries that share it.
     *
     * @param graph knows T
     * @param x shape (B, T, G, K)
     * @return shape (B, T, H K)
     */
    public SDVariable share(GraphScope graph, SDVariable x) {
        SDVariable shared = x;
        if (keyValueHeads < heads) {
            SDVariable apart = x.reshape(-1, graph.positions(), keyValueHeads, 1, headWidth);
            shared = graph.graph().tile(apart, 1, 1, 1, heads / keyValueHeads, 1);
        }
        return shared.reshape(-1, graph.positions(), heads * headWidth);
    }
}
