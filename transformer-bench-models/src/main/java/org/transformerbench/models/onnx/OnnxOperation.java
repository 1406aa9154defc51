package org.transformerbench.models.onnx;

import org.transformerbench.models.compiler.ir.Node;

/** The form of one operation in ONNX's operations. */
@FunctionalInterface
interface OnnxOperation {

    /**
     * Adds the ONNX nodes of a node.
     *
     * @param node the node; the ONNX nodes of its operands are there
     * @param to what they are added to
     * @return the name of the result
     */
    String write(Node node, OnnxWriter to);
}
