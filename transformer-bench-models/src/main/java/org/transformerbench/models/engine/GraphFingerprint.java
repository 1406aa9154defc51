package org.transformerbench.models.engine;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.BaseTransformOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.models.compiler.batch.FlatParameters;
import org.transformerbench.models.graph.DropoutSite;
import org.transformerbench.models.graph.ModelGraph;

/**
 * A hash of all that a program depends on: operations with their arguments and the names of their inputs and outputs, the values
 * of constants, names and shapes of parameters in their order, dropout, positions. Graphs with the same one compute the same
 * function of tokens and parameters.
 */
final class GraphFingerprint {
    private final DataOutputStream out;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    private GraphFingerprint(DataOutputStream out) {
        this.out = out;
    }

    /**
     * Computes the fingerprint; empty for a graph with operations that are not ND4J's own: what such a class does cannot be seen
     * in its arguments.
     */
    static Optional<String> of(ModelGraph graph, FlatParameters parameters) {
        boolean isKnown = graph.sameDiff().getOps().values().stream()
                .map(SameDiffOp::getOp)
                .allMatch(GraphFingerprint::isNd4js);
        if (!isKnown) {
            return Optional.empty();
        }
        DigestOutputStream digest = new DigestOutputStream(OutputStream.nullOutputStream(), Sha256.begin());
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(digest))) {
            new GraphFingerprint(out).write(graph, parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("A hash has no device that could fail", e);
        }
        return Optional.of(HexFormat.of().formatHex(digest.getMessageDigest().digest()));
    }

    /** Returns whether the hashed arguments describe an operation completely. */
    private static boolean isNd4js(DifferentialFunction function) {
        Class<?> type = function.getClass();
        return type.getName().startsWith("org.nd4j.")
                && !type.getName().contains(".controlflow.")
                && type.getClassLoader() == DifferentialFunction.class.getClassLoader()
                && (function instanceof DynamicCustomOp
                        || function instanceof BaseReduceOp
                        || function instanceof BaseScalarOp
                        || function instanceof BaseTransformOp);
    }

    private void write(ModelGraph graph, FlatParameters parameters) throws IOException {
        out.writeInt(graph.positions());
        out.writeInt(graph.outputs());
        text(graph.logits().name());
        for (String name : parameters.names()) {
            text(name);
            longs(parameters.shape(name));
        }
        for (DropoutSite site : graph.dropouts()) {
            text(site.placeholder());
            out.writeDouble(site.rate());
            longs(site.shapePerExample());
        }
        for (SDVariable variable : graph.sameDiff().variables()) {
            write(variable);
        }
        for (SameDiffOp operation : graph.sameDiff().getOps().values()) {
            text(operation.getName());
            names(operation.getInputsToOp());
            names(operation.getOutputsOfOp());
            write(operation.getOp());
        }
    }

    private void write(SDVariable variable) throws IOException {
        text(variable.name());
        text(variable.getVariableType().name());
        text(variable.dataType().name());
        if (variable.getVariableType() == VariableType.VARIABLE) {
            longs(variable.getArr().shape());
        } else if (variable.getVariableType() == VariableType.PLACEHOLDER) {
            longs(variable.getShape());
        } else if (variable.getVariableType() == VariableType.CONSTANT) {
            constant(variable.getArr());
        }
    }

    private void constant(INDArray array) throws IOException {
        longs(array.shape());
        try (INDArray rows = array.dup('c')) {
            if (rows.dataType() == DataType.FLOAT) {
                for (float each : rows.data().asFloat()) {
                    out.writeInt(Float.floatToRawIntBits(each));
                }
            } else if (rows.dataType().isFPType()) {
                for (double each : rows.data().asDouble()) {
                    out.writeLong(Double.doubleToRawLongBits(each));
                }
            } else {
                longs(rows.data().asLong());
            }
        }
    }

    private void write(DifferentialFunction function) throws IOException {
        text(function.getClass().getName());
        text(function.opName());
        if (function instanceof DynamicCustomOp custom) {
            longs(custom.iArgs());
            text(Arrays.toString(custom.tArgs()));
            text(Arrays.toString(custom.bArgs()));
            text(Arrays.toString(custom.dArgs()));
            text(Arrays.toString(custom.sArgs()));
        } else {
            text(Arrays.deepToString(((BaseOp) function).extraArgs()));
        }
        if (function instanceof BaseReduceOp reduction) {
            text(Arrays.toString(reduction.getDimensions()));
            out.writeBoolean(reduction.isKeepDims());
        }
        if (function instanceof ScalarOp operation && operation.scalar() != null) {
            out.writeDouble(operation.scalar().getDouble(0));
        }
    }

    private void names(List<String> names) throws IOException {
        length(names == null ? -1 : names.size());
        if (names != null) {
            for (String name : names) {
                text(name);
            }
        }
    }

    private void longs(long[] values) throws IOException {
        length(values == null ? -1 : values.length);
        if (values != null) {
            for (long value : values) {
                out.writeLong(value);
            }
        }
    }

    /** Hashes a text and its length, so that consecutive texts cannot be confused. */
    private void text(String value) throws IOException {
        byte[] bytes = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        length(bytes.length);
        out.write(bytes);
    }

    /** Hashes a length in one piece: there are tens of thousands of them in an unrolled network. */
    private void length(int value) throws IOException {
        out.write(length.putInt(0, value).array());
    }
}
