package org.transformerbench.examples.samples;

import java.nio.file.Path;

/**
 * A block of code in documentation.
 *
 * @param file where it stands
 * @param line of its first line in the file, from 1
 * @param language {@code "java"}, or another one that its block names
 * @param code its lines, without the asterisks of a comment
 */
record Sample(Path file, int line, String language, String code) {
    static final String JAVA = "java";

    /** The place of one of its lines. */
    String at(long lineOfCode) {
        return file + ":" + (line + lineOfCode - 1);
    }
}
