#pragma once

#include <string>
#include <vector>

#include "framework/report/run_record.h"

namespace graft {

/// One line of a chart.
struct ChartLine {
  std::string label;
  Curve curve;        // values that are not finite leave a gap
  int color = 1;      // 1 to kChartColors; the style sheet says which
  bool dots = false;  // mark every point: for the few values of an evaluation
};

inline constexpr int kChartColors = 6;

/// A chart over optimizer steps.
struct LineChart {
  std::string title;
  std::vector<ChartLine> lines;
  int height = 220;  // in units of which the width has 480
};

/// The chart as an HTML `figure` with inline SVG: no script, colours from the page's style sheet,
/// every marked or last point with its numbers as a tooltip. Long curves are thinned to means of
/// neighbours. Empty when no line has a finite value.
std::string draw(const LineChart& chart);

/// Round numbers that divide [low, high] into about `count` parts, rising, all inside.
std::vector<double> round_ticks(double low, double high, int count);

}  // namespace graft
