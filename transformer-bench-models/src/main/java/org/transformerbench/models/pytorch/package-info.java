/**
 * Weights of PyTorch, in safetensors files with the names of the original implementations. {@link
 * org.transformerbench.models.pytorch.PyTorchWeights} reads them and finds the sizes of the model in their shapes, {@link
 * org.transformerbench.models.pytorch.PyTorchExport} writes them. How a built-in model names its weights, and which sizes their
 * shapes have, stands in one file per model, such as {@code NanoGptScheme}; any other model has the names and the shapes of its own
 * graph.
 */
@API(status = API.Status.EXPERIMENTAL)
package org.transformerbench.models.pytorch;

import org.apiguardian.api.API;
