package org.transformerbench.models.compiler.op;

/** Marks an operation of two operands whose order does not matter. */
public interface Commutative extends Binary {}
