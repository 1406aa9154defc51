package org.transformerbench.models.bundle;

/** The keys of a bundle among the metadata of its file. Other readers pass over them. */
final class BundleKeys {
    /** The description, which also the files of earlier versions have. */
    static final String CARD = "transformer-bench";

    static final String MODEL_CONFIG = "transformer-bench.model-config";
    static final String GRAPH = "transformer-bench.graph";
    static final String ENCODING = "transformer-bench.encoding";
    static final String SPEC = "transformer-bench.run";
    static final String RESULT = "transformer-bench.result";

    private BundleKeys() {}
}
