package org.transformerbench.data.table;

/** The treatment of a row whose text has more units than the configuration allows. How many there were is logged. */
public enum TooLong {
    /** The row is left out. A model that is asked for such a text refuses it. */
    DROP,
    /** Its first units are used. */
    TRUNCATE
}
