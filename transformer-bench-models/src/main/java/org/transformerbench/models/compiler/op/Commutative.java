package org.transformerbench.models.compiler.op;

/** A marker of operations with two operands whose order does not matter. */
public interface Commutative extends Binary {}
