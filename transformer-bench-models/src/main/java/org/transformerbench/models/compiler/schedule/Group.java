package org.transformerbench.models.compiler.schedule;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;

/**
 * The nodes that one instruction computes: one value, or a chain of element-wise ones of the same dimensions.
 *
 * @param nodes each after its operands
 */
record Group(List<Node> nodes) {}
