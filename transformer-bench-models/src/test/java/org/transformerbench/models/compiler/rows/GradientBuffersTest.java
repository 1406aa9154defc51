package org.transformerbench.models.compiler.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientBuffersTest {

    @Test
    void a_chain_takes_two_buffers_in_turn() {
        List<Value> values = List.of(value(0, 5), value(1, 40), value(2, 20), value(3, 16));
        GradientBuffers buffers = buffers(values, relu(values, 0, 1), relu(values, 1, 2), relu(values, 2, 3));

        assertThat(buffers.of(values.get(3))).isEqualTo(buffers.of(values.get(1)));
        assertThat(buffers.of(values.get(2))).isEqualTo(buffers.of(values.get(0)));
        assertThat(buffers.sizes()).containsExactly(3 * 48, 3 * 32);
        assertThat(buffers.floats()).isEqualTo(3 * 80);
    }

    @Test
    void a_residual_keeps_its_buffer_until_its_producer_has_run() {
        List<Value> values = List.of(value(0, 8), value(1, 8), value(2, 8), value(3, 8), value(4, 8));
        RowOperation last = new SumOperation(values.get(1), values.get(3), values.get(4));
        RowOperation first = relu(values, 0, 1);
        GradientBuffers buffers = buffers(values, first, relu(values, 1, 2), relu(values, 2, 3), last);

        int residual = buffers.of(values.get(1));
        assertThat(buffers.of(values.get(2))).isNotEqualTo(residual);
        assertThat(buffers.of(values.get(3))).isNotEqualTo(residual);
        assertThat(buffers.of(values.get(0))).isNotEqualTo(residual);
        assertThat(buffers.begins(last)).containsExactly(values.get(1), values.get(3));
        assertThat(buffers.begins(first)).containsExactly(values.get(0));
        assertThat(buffers.sizes()).hasSize(3);
    }

    @Test
    void parts_of_a_value_begin_once_and_whole() {
        List<Value> values = List.of(value(0, 32), value(1, 16), value(2, 16), value(3, 16));
        RowOperation left = new ColumnsOperation(values.get(0).columns(0, 16), values.get(1));
        RowOperation right = new ColumnsOperation(values.get(0).columns(16, 16), values.get(2));
        RowOperation sum = new SumOperation(values.get(1), values.get(2), values.get(3));
        GradientBuffers buffers = buffers(values, left, right, sum);

        assertThat(buffers.begins(right)).containsExactly(values.get(0));
        assertThat(buffers.begins(left)).isEmpty();
    }

    @Test
    void what_no_step_reads_begins_where_it_was_made() {
        List<Value> values = List.of(value(0, 16), value(1, 16), value(2, 16));
        RowOperation unread = relu(values, 0, 1);
        GradientBuffers buffers = buffers(values, unread, relu(values, 0, 2));

        assertThat(buffers.begins(unread)).containsExactly(values.get(1));
        assertThat(buffers.of(values.get(1))).isNotEqualTo(buffers.of(values.get(0)));
    }

    private static Value value(int id, int width) {
        return Value.of(id, 3, width);
    }

    private static RowOperation relu(List<Value> values, int from, int to) {
        return new ActivationOperation(values.get(from), values.get(to), ActivationOperation.Function.RELU);
    }

    /** The last value is the result. */
    private static GradientBuffers buffers(List<Value> values, RowOperation... operations) {
        return new GradientBuffers(
                new RowProgram(values, List.of(operations), values.get(values.size() - 1), 3, Map.of(), 0));
    }
}
