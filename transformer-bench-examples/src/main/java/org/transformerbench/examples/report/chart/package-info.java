/**
 * Charts as SVG that stands inside an HTML page. The chart library places axes, lines and areas. Letters are added as text,
 * not as outlines, and colours are CSS variables, so that the page decides on fonts and on light or dark.
 */
package org.transformerbench.examples.report.chart;
