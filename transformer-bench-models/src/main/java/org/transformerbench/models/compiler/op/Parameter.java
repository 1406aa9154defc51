package org.transformerbench.models.compiler.op;

import org.transformerbench.models.compiler.ir.Shape;

/**
 * A trainable tensor, the same for all examples.
 *
 * @param name unique in the model
 * @param shape not batched
 */
public record Parameter(String name, Shape shape) implements Leaf {

    @Override
    public String toString() {
        return "parameter '" + name + "'";
    }
}
