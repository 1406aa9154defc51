package org.transformerbench.models.compiler.pass;

import java.util.List;

/** The assignment of a graph's variables to the operations of a program: each belongs to the first one that needs it. */
public interface Origins {

    /** An assignment for a graph whose variables are not known any more. */
    Origins NONE = new Origins() {
        @Override
        public int operations() {
            return 0;
        }

        @Override
        public List<String> claim(String variable) {
            return List.of();
        }
    };

    /**
     * Returns the number of variables that are computed on the way to the logits.
     *
     * @return from 0
     */
    int operations();

    /**
     * Assigns the variables that have to be computed for a variable and belong to no operation yet.
     *
     * @param variable of the graph
     * @return each after what it depends on
     */
    List<String> claim(String variable);
}
