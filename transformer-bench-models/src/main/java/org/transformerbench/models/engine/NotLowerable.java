package org.transformerbench.models.engine;

/** A graph has a node that no step stands for. */
final class NotLowerable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotLowerable(String message) {
        super(message);
    }
}
