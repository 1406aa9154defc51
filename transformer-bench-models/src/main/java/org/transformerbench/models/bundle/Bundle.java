package org.transformerbench.models.bundle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.config.Require;

/**
 * A trained model with all that is needed to use it, where neither its class nor its data is installed. As a file it is one
 * safetensors file, see {@link BundleWriter}, that other programs open as ordinary weights.
 *
 * @param card what the parameters belong to
 * @param encoding how a text becomes tokens, and tokens text; empty if the data does not say
 * @param forward the graph that computes the logits, or why there is none
 * @param parameters name in the original implementation to values, {@linkplain BundleCard#tiedParameters() tied} names included; not
 *     to be changed
 * @param spec of the run that trained them, as {@link org.transformerbench.api.run.RunSpec} writes it as JSON; not checked; empty
 *     for parameters from elsewhere
 * @param result of that run, as {@link org.transformerbench.api.result.RunResult#toJson()} writes it; not checked; empty if there is
 *     none
 */
public record Bundle(
        BundleCard card,
        Optional<TextEncoding> encoding,
        ForwardGraph forward,
        Map<String, Tensor> parameters,
        Optional<String> spec,
        Optional<String> result) {

    /** The version of the format that this library writes and reads. */
    public static final int VERSION = 3;

    /**
     * @throws org.transformerbench.api.config.ConfigException if the graph does not fit the card, or the parameters the graph; the
     *     message names the parameter
     */
    public Bundle {
        Require.given("card", card);
        Require.given("encoding", encoding);
        Require.given("forward", forward);
        Require.given("parameters", parameters);
        Require.given("spec", spec);
        Require.given("result", result);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        BundleCheck.run(card, encoding, forward, parameters);
    }

    /**
     * Returns this bundle with the result of its run.
     *
     * @param json as {@link org.transformerbench.api.result.RunResult#toJson()} writes it
     * @return a changed copy
     */
    public Bundle withResult(String json) {
        return new Bundle(card, encoding, forward, parameters, spec, Optional.of(json));
    }
}
