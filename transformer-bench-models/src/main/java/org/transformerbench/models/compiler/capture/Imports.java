package org.transformerbench.models.compiler.capture;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of importers by SameDiff operation. */
final class Imports {
    private final Map<String, Importer> table = new HashMap<>();

    Imports() {
        ElementwiseImports.addTo(table);
        FunctionImports.addTo(table);
        ReductionImports.addTo(table);
        MovementImports.addTo(table);
        ProductImports.addTo(table);
        NormalisationImports.addTo(table);
        AttentionImports.addTo(table);
        ConvolutionImports.addTo(table);
    }

    /** Returns SameDiff's names of all supported operations. */
    Set<String> names() {
        return Set.copyOf(table.keySet());
    }

    /** Returns the importer of an operation by its SameDiff name. */
    Optional<Importer> find(String operation) {
        return Optional.ofNullable(table.get(operation));
    }
}
