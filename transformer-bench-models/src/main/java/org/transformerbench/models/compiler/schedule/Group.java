package org.transformerbench.models.compiler.schedule;

import java.util.List;
import org.transformerbench.models.compiler.ir.Node;

/**
 * What one instruction computes: a value, or element-wise ones of the same dimensions.
 *
 * @param nodes each after its operands
 */
record Group(List<Node> nodes) {}
