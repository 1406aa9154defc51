package org.transformerbench.models.bundle;

import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TextEncoding;

/** The check that the parts of a bundle fit together. */
final class BundleCheck {
    private BundleCheck() {}

    static void run(
            BundleCard card, Optional<TextEncoding> encoding, ForwardGraph forward, Map<String, Tensor> parameters) {}
}
