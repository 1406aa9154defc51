package org.transformerbench.data.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sources of the rows of each part.
 *
 * @param data the training rows, and those of all parts that have no source of their own
 * @param validation empty for a share of {@code data}
 * @param test empty for a share of {@code data}
 */
record RowParts(RowSource data, Optional<RowSource> validation, Optional<RowSource> test) {

    List<RowSource> all() {
        return Stream.of(Optional.of(data), validation, test)
                .flatMap(Optional::stream)
                .toList();
    }
}
