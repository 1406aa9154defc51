package org.transformerbench.examples.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.transformerbench.examples.report.chart.BarChart.Bar;
import org.transformerbench.examples.report.chart.Curve.Point;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartsTest {
    private static final LineChart LINES = lines(List.of(
            new Curve("one", 0, falling(2, 0.1)),
            new Curve("two", 1, falling(1, 0)),
            new Curve("three", 2, List.of())));

    @Test
    void a_chart_names_and_describes_itself() throws Exception {
        Element svg = parsed(Charts.svg(LINES, "a"));

        assertThat(svg.getAttribute("role")).isEqualTo("img");
        assertThat(svg.getAttribute("aria-labelledby")).isEqualTo("a-title a-description");
        assertThat(texts(svg, "title")).containsExactly("Loss <of> all & more");
        assertThat(texts(svg, "desc")).containsExactly("falls");
    }

    @Test
    void letters_are_text_and_colours_are_variables() throws Exception {
        String text = Charts.svg(LINES, "a");

        assertThat(texts(parsed(text), "text")).contains("steps", "loss (nats)", "0", "plateau");
        assertThat(text)
                .contains("var(--series-1,", "var(--series-2,", "var(--chart-grid,")
                .doesNotContain(Palette.svg(Palette.OUTLINED_TEXT), "font-family");
    }

    @Test
    void a_matrix_has_a_square_with_its_count_for_each_pair_that_occurs() throws Exception {
        MatrixChart chart = new MatrixChart(
                "Classes",
                "what was taken for what",
                List.of("cat", "owl"),
                List.of(List.of(75L, 25L), List.of(0L, 0L)));
        Element svg = parsed(Charts.svg(chart, "m"));

        assertThat(texts(svg, "text"))
                .contains("1  cat", "2  owl", "75", "25", "taken for")
                .doesNotContain("0");
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(2);
        assertThat(chart.share(0, 1)).isEqualTo(0.25);
        assertThat(chart.share(1, 1)).isZero();
    }

    @Test
    void every_series_is_told_by_dashes_too() throws Exception {
        NodeList curves = parsed(Charts.svg(LINES, "a")).getElementsByTagName("polyline");

        Set<String> dashes = new HashSet<>();
        for (int i = 0; i < curves.getLength(); i++) {
            Element group = (Element) curves.item(i).getParentNode();
            Element curve = (Element) curves.item(i);
            dashes.add(curve.getAttribute("stroke-dasharray") + group.getAttribute("stroke-dasharray"));
        }
        assertThat(dashes).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void a_curve_is_one_line_however_many_points_it_has() throws Exception {
        NodeList curves = parsed(Charts.svg(lines(List.of(new Curve("one", 0, falling(2, 0)))), "a"))
                .getElementsByTagName("polyline");

        assertThat(curves.getLength()).isEqualTo(1);
        assertThat(((Element) curves.item(0)).getAttribute("points").split(" ")).hasSize(30);
    }

    @Test
    void a_band_is_drawn_only_where_there_is_one() {
        assertThat(Charts.svg(lines(List.of(new Curve("one", 0, falling(2, 0.1)))), "a"))
                .contains("fill-opacity=\"0.1");
        assertThat(Charts.svg(lines(List.of(new Curve("one", 0, falling(2, 0)))), "a"))
                .doesNotContain("fill-opacity=\"0.1");
    }

    @Test
    void ids_of_two_charts_in_a_page_differ() throws Exception {
        Set<String> first = ids(parsed(Charts.svg(LINES, "a")));
        Set<String> second = ids(parsed(Charts.svg(LINES, "b")));

        assertThat(first).isNotEmpty().doesNotContainAnyElementsOf(second);
    }

    @Test
    void numbers_that_have_no_place_are_left_out() throws Exception {
        List<Point> points = List.of(
                Point.of(0, 1),
                Point.of(1, Double.NaN),
                Point.of(2, Double.POSITIVE_INFINITY),
                Point.of(Double.NaN, 1),
                Point.of(3, -1),
                Point.of(4, 0.5));
        LineChart chart = new LineChart(
                "t", "d", Axis.linear("x"), Axis.logarithmic("y"), List.of(new Curve("one", 0, points)), List.of());

        String text = Charts.svg(chart, "a");

        assertThat(parsed(text)).isNotNull();
        assertThat(text).doesNotContain("NaN", "Infinity");
    }

    @Test
    void one_point_no_point_and_a_constant_are_charts_too() throws Exception {
        for (List<Point> points : List.of(
                List.<Point>of(), List.of(Point.of(5, 0.3)), List.of(Point.of(0, 0), Point.of(1, 0), Point.of(2, 0)))) {
            String text = Charts.svg(lines(List.of(new Curve("one", 0, points))), "a");

            assertThat(parsed(text).getTagName()).isEqualTo("svg");
            assertThat(text).doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void bars_are_labelled_and_in_order() throws Exception {
        Element svg = parsed(Charts.svg(bars(3), "a"));

        assertThat(texts(svg, "text")).contains("model 0", "model 1", "model 2", "10 us", "20 us", "30 us");
        assertThat(y(svg, "model 0")).isLessThan(y(svg, "model 1"));
        assertThat(y(svg, "model 1")).isLessThan(y(svg, "model 2"));
        assertThat(y(svg, "model 1")).isEqualTo(y(svg, "20 us"));
    }

    @Test
    void one_bar_many_bars_and_a_bar_of_length_zero_are_charts_too() throws Exception {
        assertThat(texts(parsed(Charts.svg(bars(1), "a")), "text")).contains("model 0");
        assertThat(texts(parsed(Charts.svg(bars(40), "a")), "text")).contains("model 39");
        BarChart flat = new BarChart("t", "d", "us", List.of(new Bar("still", 0, 0, 0, 0, "0")));
        assertThat(texts(parsed(Charts.svg(flat, "a")), "text")).contains("still");
    }

    @Test
    void a_whisker_that_is_cut_off_is_said_to_be() {
        assertThat(bars(3).cutOff()).isFalse();
        BarChart rare = withHigh(3000);
        assertThat(rare.cutOff()).isTrue();
        assertThat(rare.longest()).isEqualTo(20);
        assertThat(Charts.svg(rare, "a")).isNotEqualTo(Charts.svg(withHigh(20), "a"));
    }

    private static BarChart withHigh(double high) {
        return new BarChart(
                "t", "d", "us", List.of(new Bar("one", 0, 10, 10, 12, "10"), new Bar("two", 1, 10, 10, high, "10")));
    }

    @Test
    void names_of_levels_do_not_lie_on_each_other() throws Exception {
        LineChart chart = new LineChart(
                "t",
                "d",
                Axis.linear("steps"),
                Axis.linear("loss"),
                LINES.curves(),
                List.of(
                        new LineChart.Level("lowest", 1.37),
                        new LineChart.Level("highest", 1.39),
                        new LineChart.Level("middle", 1.38)));
        Element svg = parsed(Charts.svg(chart, "a"));

        assertThat(y(svg, "middle") - y(svg, "highest")).isGreaterThanOrEqualTo(13);
        assertThat(y(svg, "lowest") - y(svg, "middle")).isGreaterThanOrEqualTo(13);
    }

    @Test
    void control_characters_do_not_break_the_page() throws Exception {
        LineChart chart = new LineChart(
                "bell \u0007 and \uffff", "d", Axis.linear("x"), Axis.linear("y"), LINES.curves(), List.of());

        assertThat(texts(parsed(Charts.svg(chart, "a")), "title")).containsExactly("bell   and  ");
    }

    private static LineChart lines(List<Curve> curves) {
        return new LineChart(
                "Loss <of> all & more",
                "falls",
                Axis.linear("steps").between(0, 3000),
                Axis.linear("loss (nats)"),
                curves,
                List.of(new LineChart.Level("plateau", 1.38)));
    }

    private static BarChart bars(int count) {
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double value = 10 * (i + 1);
            bars.add(new Bar("model " + i, i, value, value - 1, value + 1, (int) value + " us"));
        }
        return new BarChart("Speed", "d", "us", bars);
    }

    private static List<Point> falling(double from, double band) {
        return IntStream.rangeClosed(1, 30)
                .mapToObj(i -> {
                    double y = from / i;
                    return new Point(100 * i, y, y - band, y + band);
                })
                .toList();
    }

    private static Element parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        return document.getDocumentElement();
    }

    private static List<String> texts(Element svg, String name) {
        NodeList nodes = svg.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    private static double y(Element svg, String text) {
        NodeList nodes = svg.getElementsByTagName("text");
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .filter(element -> element.getTextContent().equals(text))
                .mapToDouble(element -> Double.parseDouble(element.getAttribute("y")))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> ids(Element svg) {
        NodeList nodes = svg.getElementsByTagName("*");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            String id = ((Element) nodes.item(i)).getAttribute("id");
            if (!id.isEmpty()) {
                ids.add(id);
            }
        }
        return ids;
    }
}
