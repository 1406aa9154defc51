package org.transformerbench.examples.cli;

/** A failure of a command; its message tells the user all that is needed. Exit code 1. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
