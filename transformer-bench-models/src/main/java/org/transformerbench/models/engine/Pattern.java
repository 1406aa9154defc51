package org.transformerbench.models.engine;

import java.util.List;
import org.transformerbench.models.graph.DropoutSite;

/** An idiom that was recognised in a graph, with the variables that it reads. */
sealed interface Pattern {

    /** Rows per example of the result. */
    int rows();

    /** Columns of the result. */
    int width();

    /** The variables that it reads. */
    List<String> inputs();

    /** Rows of a table; the position table (T, D) is null where there is none. */
    record Embedding(int rows, int width, IndexTensor table, IndexTensor positionTable) implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    /** x W + b; the weight has shape (in, out), the bias is null where there is none. */
    record Linear(int rows, int width, String input, IndexTensor weight, IndexTensor bias) implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** Layer normalisation; the bias is null where there is none. */
    record Norm(int rows, int width, String input, IndexTensor gain, IndexTensor bias, float epsilon)
            implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** A function of each element. */
    record Activation(int rows, int width, String input, ActivationStep.Function function) implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** x + y. */
    record Sum(int rows, int width, String left, String right) implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of(left, right);
        }
    }

    /** x times a mask. */
    record Dropout(int rows, int width, String input, DropoutSite site) implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** Some columns of x. */
    record Columns(int rows, int width, String input, int from) implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** The same numbers in rows of another width. */
    record Regroup(int rows, int width, String input) implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of(input);
        }
    }

    /** Causal attention; the dropout site is null where there is none. */
    record Attention(
            int rows, int width, String queries, String keys, String values, int heads, float scale, DropoutSite site)
            implements Pattern {
        @Override
        public List<String> inputs() {
            return List.of(queries, keys, values);
        }
    }

    /** Operations without kernel, left to ND4J. */
    record Native(int rows, int width, Region region) implements Pattern {
        @Override
        public List<String> inputs() {
            return region.hidden();
        }
    }
}
