package org.transformerbench.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Methods that C2 must compile by themselves: in a caller that grows too large it gives up inlining, and the vectors go to
 * the heap; and of the plain tile it makes no vectors there.
 */
class CompiledSizeTest {
    /** HotSpot's FreqInlineSize: a method with more bytes of code is never inlined. */
    private static final int LARGEST_THAT_IS_INLINED = 325;

    @ParameterizedTest
    @CsvSource({
        "vector.VectorMatmul, product",
        "vector.VectorPairBlocks, six",
        "vector.VectorColumnBlocks, sixByTwo",
        "vector.VectorColumnBlocks, fourByTwo",
        "vector.VectorColumnBlocks, eightByOne",
        "vector.VectorSingleBlocks, eight",
        "vector.VectorSingleBlocks, four",
        "vector.VectorQueryLanes, drop",
        "plain.PlainMatmul, tile"
    })
    void is_too_large_to_be_inlined_into_another_kernel(String type, String method) throws URISyntaxException {
        assertThat(bytesOfCode(type, method)).isGreaterThan(LARGEST_THAT_IS_INLINED);
    }

    /** Where the method returns at its end. */
    private static int bytesOfCode(String type, String method) throws URISyntaxException {
        Path classes = Path.of(Kernels.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        StringWriter out = new StringWriter();
        String name = Kernels.class.getPackageName() + "." + type;
        int exit = ToolProvider.findFirst("javap")
                .orElseThrow()
                .run(new PrintWriter(out), new PrintWriter(out), "-c", "-p", "-cp", classes.toString(), name);
        assertThat(exit).as("javap: %s", out).isZero();
        Matcher code = Pattern.compile("void " + method + "\\(.*?(\\d+): return\\R\\R?( *$|  \\S|})", Pattern.DOTALL)
                .matcher(out.toString());
        assertThat(code.find()).as("%s.%s in %s", type, method, out).isTrue();
        return Integer.parseInt(code.group(1)) + 1;
    }
}
