/**
 * Trained models for other runtimes. {@link org.transformerbench.models.onnx.OnnxExport} writes a bundle as an ONNX file, without
 * ND4J.
 *
 * <p>The compiler's graph is brought to operations that ONNX has ({@code OnnxLowering}, a rule of the compiler), the dimensions that hold the
 * positions of the text are found ({@code TextAxes}), and each operation is written by its entry in a table
 * ({@code OnnxOperations}) to a graph ({@code OnnxGraph}) of protobuf messages ({@code ProtoMessage}).
 */
@API(status = API.Status.EXPERIMENTAL)
package org.transformerbench.models.onnx;

import org.apiguardian.api.API;
