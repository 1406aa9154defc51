package org.transformerbench.models.compiler.batch;

/** A split of work into parts of nearly equal size, independent of the threads that process them. */
public final class EvenSplit {
    private EvenSplit() {}

    /**
     * Returns the start of a part.
     *
     * @param part from 0; the number of parts for the end of the last one
     * @param parts how many
     * @param size of the whole
     * @return from 0 to the size
     */
    public static int start(int part, int parts, int size) {
        return (int) ((long) size * part / parts);
    }
}
