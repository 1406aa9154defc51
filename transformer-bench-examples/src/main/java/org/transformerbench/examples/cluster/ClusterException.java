package org.transformerbench.examples.cluster;

/** A failure of the cluster and not of a run; its message tells the user all that is needed. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
