package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Shape;

/**
 * An input from the batch: tokens, or a dropout mask.
 *
 * @param name unique in the graph
 * @param shape batched
 */
public record Placeholder(String name, Shape shape) implements Leaf {

    @Override
    public String toString() {
        return "placeholder '" + name + "'";
    }
}
