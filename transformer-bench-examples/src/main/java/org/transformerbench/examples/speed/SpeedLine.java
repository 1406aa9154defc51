package org.transformerbench.examples.speed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.transformerbench.api.config.Json;

/**
 * The result of a speed measurement as one line of JSON with keys in snake_case.
 *
 * @param model the model's id
 * @param task the task's id
 * @param trainer the trainer's id
 * @param kernels the set of kernels, or else what executes the graph
 * @param threads of the session and of the probe
 * @param batch examples per step
 * @param parameters trainable values
 * @param usPerExample microseconds of the median step per example
 * @param examplesPerSecond the inverse
 * @param gflops thousand millions of multiplications and additions per second; empty if they are not known
 * @param peakGflops what matrix products alone reach
 * @param peakShare gflops in relation to the peak; empty if they are not known
 * @param processMemoryMib the resident set after the last step
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SpeedLine(
        String model,
        String task,
        String trainer,
        String kernels,
        int threads,
        int batch,
        long parameters,
        double usPerExample,
        double examplesPerSecond,
        Optional<Double> gflops,
        double peakGflops,
        Optional<Double> peakShare,
        double processMemoryMib) {
    private static final MathContext DIGITS = new MathContext(5);

    public SpeedLine {
        usPerExample = rounded(usPerExample);
        examplesPerSecond = rounded(examplesPerSecond);
        gflops = gflops.map(SpeedLine::rounded);
        peakGflops = rounded(peakGflops);
        peakShare = peakShare.map(SpeedLine::rounded);
        processMemoryMib = rounded(processMemoryMib);
    }

    /** Rounds a number. More digits than five say nothing about a time. */
    private static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }

    /**
     * Returns the line.
     *
     * @return JSON without a line break
     */
    public String json() {
        try {
            return Json.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of plain values is always JSON", e);
        }
    }
}
