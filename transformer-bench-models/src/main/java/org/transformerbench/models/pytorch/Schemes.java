package org.transformerbench.models.pytorch;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table of the schemes that are known. */
final class Schemes {
    private static final List<WeightScheme> ALL = List.of(
            GruScheme.scheme(),
            HuggingFaceGptScheme.scheme(),
            LlamaScheme.scheme(),
            MlpScheme.scheme(),
            NanoGptScheme.scheme(),
            TlTransformerScheme.scheme());

    private Schemes() {}

    /** Returns the scheme of a model; empty for one that is not built in. */
    static Optional<WeightScheme> of(String model) {
        return ALL.stream().filter(scheme -> scheme.model().equals(model)).findFirst();
    }

    /** Returns the id of a model that all of these names may belong to. */
    static Optional<String> modelOf(Set<String> names) {
        return ALL.stream()
                .filter(scheme -> !names.isEmpty() && names.stream().allMatch(NameResolver.of(scheme)::knows))
                .map(WeightScheme::model)
                .findFirst();
    }
}
