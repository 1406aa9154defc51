package org.transformerbench.api.experiment;

import org.transformerbench.api.ModelException;

/** Thrown when a model cannot do a task; it is left out, and the others run. */
final class UnsuitedModelException extends ModelException {
    private static final long serialVersionUID = 1L;

    UnsuitedModelException(String message) {
        super(message);
    }
}
