package io.sightline.trainer.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.trainer.chart.Series.XY;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LineChartTest {

    @Test
    void drawsAPointWhereItsValuesLie() throws Exception {
        var chart = new LineChart(
                "t",
                Axis.linear("x", 0, 10),
                Axis.linear("y", 0, 1),
                List.of(new Series("s", List.of(new XY(0, 0), new XY(5, 1), new XY(10, 0.5)))));

        // The frame goes from (64, 34) to (544, 314).
        assertThat(line(chart, 0)).isEqualTo("M64.00 314.00L304.00 34.00L544.00 174.00");
    }

    @Test
    void equalFactorsAreEquallyWideOnALogarithmicAxis() throws Exception {
        var chart = new LineChart(
                "t",
                Axis.logarithmic("x", 1e-4, 1),
                Axis.linear("y", 0, 1),
                List.of(new Series("s", List.of(new XY(1e-4, 0), new XY(1e-2, 0), new XY(1, 0)))));

        assertThat(line(chart, 0)).isEqualTo("M64.00 314.00L304.00 314.00L544.00 314.00");
        assertThat(chart.svg()).contains(">1e-4<", ">0.001<", ">0.01<", ">1<");
    }

    @Test
    void leavesAGapWhereAValueIsMissing() throws Exception {
        var chart = new LineChart(
                "t",
                Axis.linear("x", 0, 2),
                Axis.linear("y", 0, 1),
                List.of(new Series("s", List.of(new XY(0, 0), new XY(1, Double.NaN), new XY(2, 0)))));

        assertThat(line(chart, 0)).isEqualTo("M64.00 314.00M544.00 314.00");
    }

    @Test
    void textsCannotBecomeMarkup() throws Exception {
        var chart = new LineChart(
                "<script>",
                Axis.linear("a&b", 0, 1),
                Axis.linear("\"y\"", 0, 1),
                List.of(new Series("</svg>", List.of())));

        Document parsed = parse(chart);

        assertThat(parsed.getElementsByTagName("script").getLength()).isZero();
        assertThat(parsed.getDocumentElement().getTextContent()).contains("<script>", "a&b", "\"y\"", "</svg>");
    }

    @Test
    void anAxisAroundValuesHoldsThemBetweenRoundOnes() {
        Axis axis = Axis.around("loss", new double[] {0.13, 4.7, Double.NaN});

        assertThat(axis.from()).isZero();
        assertThat(axis.to()).isEqualTo(5, within(1e-9));
        assertThat(axis.ticks()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0);
        assertThat(Axis.around("nothing", new double[0])).isEqualTo(Axis.linear("nothing", 0, 1));
        Axis constant = Axis.around("rate", new double[] {3e-4, 3e-4});
        assertThat(constant.from()).isLessThanOrEqualTo(3e-4).isLessThan(constant.to());
    }

    @Test
    void writesNumbersAsPeopleDo() {
        assertThat(List.of(0.0, 1.0, 0.25, 1e-4, 2.5e-5, -3e-7, 120000.0))
                .map(Axis::text)
                .containsExactly("0", "1", "0.25", "1e-4", "2.5e-5", "-3e-7", "1.2e5");
    }

    @Test
    void refusesAnAxisThatHasNoLength() {
        assertThatThrownBy(() -> Axis.linear("x", 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Axis.logarithmic("x", 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String line(LineChart chart, int number) throws Exception {
        NodeList paths = parse(chart).getElementsByTagName("path");
        int found = 0;
        for (int i = 0; i < paths.getLength(); i++) {
            Element path = (Element) paths.item(i);
            if (path.getAttribute("stroke-linecap").equals("round") && found++ == number) {
                return path.getAttribute("d");
            }
        }
        throw new AssertionError("There is no line " + number);
    }

    private static Document parse(LineChart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));
    }
}
