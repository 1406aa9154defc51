package org.transformerbench.examples.cli;

/** The command cannot go on; the message says all that the user needs. Exit code 1. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
