package org.transformerbench.models.checkpoint;

import java.util.Map;
import org.transformerbench.api.Tensor;

/**
 * The content of a safetensors file.
 *
 * @param metadata what the writer noted beside the tensors: key to text
 * @param tensors name to values, in the order of the header
 */
public record SafetensorsFile(Map<String, String> metadata, Map<String, Tensor> tensors) {}
