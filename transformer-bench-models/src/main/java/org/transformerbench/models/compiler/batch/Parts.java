package org.transformerbench.models.compiler.batch;

/** Work in parts that are as equal as whole numbers allow, whatever does them. */
public final class Parts {
    private Parts() {}

    /**
     * Where a part begins.
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
