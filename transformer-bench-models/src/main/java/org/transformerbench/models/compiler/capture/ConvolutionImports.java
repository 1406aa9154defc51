package org.transformerbench.models.compiler.capture;

import java.util.List;
import java.util.Map;
import org.transformerbench.models.compiler.ir.Node;
import org.transformerbench.models.compiler.op.Expressions;

/** The importers of one-dimensional convolutions, as one matrix product per kernel position. */
final class ConvolutionImports {
    private static final int SAME = 1;
    private static final int CAUSAL = 2;

    private ConvolutionImports() {}

    static void addTo(Map<String, Importer> table) {
        table.put("conv1d", ConvolutionImports::convolution);
    }

    /**
     * Imports a convolution with the integer arguments kernel, stride, padding, dilation, padding mode, and 1 for channels last.
     */
    private static List<CapturedVariable> convolution(SourceOperation source) {
        CapturedVariable x = source.operand(0);
        if (x.merged() || x.batchAxis() != 0 || x.rank() != 3) {
            throw new UnsupportedGraphException("its input is " + x.describe() + ", must be (B, positions, channels)");
        }
        if (source.integers().length > 6 && source.integer(6) != 0) {
            throw new UnsupportedGraphException("its weight is not (kernel, in, out)");
        }
        Expressions make = source.make();
        boolean channelsLast = source.integer(5) == 1;
        Node rows = channelsLast ? x.node() : make.transpose(x.node());
        Node sum = products(source, rows);
        if (source.operands().size() > 2) {
            sum = make.add(sum, source.node(2));
        }
        return List.of(x.with(channelsLast ? sum : make.transpose(sum)));
    }

    private static Node products(SourceOperation source, Node rows) {
        Expressions make = source.make();
        int kernel = source.integer(0);
        int stride = source.integer(1);
        int dilation = source.integer(3);
        int reach = (kernel - 1) * dilation;
        int size = rows.shape().dim(0);
        int before = source.integer(2);
        int after = source.integer(2);
        if (source.integer(4) == CAUSAL) {
            before = reach;
            after = 0;
        } else if (source.integer(4) == SAME) {
            int wanted = (size + stride - 1) / stride;
            int missing = Math.max(0, (wanted - 1) * stride + reach + 1 - size);
            before = missing / 2;
            after = missing - before;
        }
        Node padded = make.pad(rows, 0, before, after);
        int count = (size + before + after - reach - 1) / stride + 1;
        Node weight = source.node(1);
        Node sum = null;
        for (int place = 0; place < kernel; place++) {
            Node shifted = make.slice(padded, 0, place * dilation, count, stride);
            Node matrix = make.slice(weight, 0, place, 1);
            Node product = make.matmul(
                    shifted, make.reshape(matrix, matrix.shape().without(0).dims()));
            sum = sum == null ? product : make.add(sum, product);
        }
        return sum;
    }
}
