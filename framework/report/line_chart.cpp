#include "framework/report/line_chart.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "framework/report/html.h"
#include "framework/report/number_text.h"

namespace graft {
namespace {

constexpr double kWidth = 480;
constexpr double kLeft = 52;
constexpr double kRight = 10;
constexpr double kTop = 8;
constexpr double kBottom = 22;
constexpr std::size_t kMostPoints = 400;

std::string short_number(double value, std::chars_format format, int precision) {
  std::array<char, 64> buffer{};
  const auto [end, code] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision);
  return code == std::errc() ? std::string(buffer.data(), end) : "0";
}

std::string coordinate(double value) { return short_number(value, std::chars_format::fixed, 1); }

std::string tick_label(double value) { return short_number(value, std::chars_format::general, 5); }

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
  // Flat data gets some room above and below.
  void widen() {
    const double room = high > low ? 0.04 * (high - low) : std::max(std::abs(high) * 0.1, 1e-6);
    low -= room;
    high += room;
  }
};

// Maps data to the units of the drawing.
struct Scales {
  Extent x;
  Extent y;
  double height = 0;

  double at_x(double step) const {
    const double span = x.high > x.low ? x.high - x.low : 1.0;
    return kLeft + (step - x.low) / span * (kWidth - kLeft - kRight);
  }
  double at_y(double value) const {
    return height - kBottom - (value - y.low) / (y.high - y.low) * (height - kTop - kBottom);
  }
};

// Means of neighbours, so that a run of any length makes a page of bounded size.
Curve thinned(const Curve& curve) {
  const std::size_t group = (curve.steps.size() + kMostPoints - 1) / kMostPoints;
  if (group <= 1) return curve;
  Curve result;
  for (std::size_t begin = 0; begin < curve.steps.size(); begin += group) {
    const std::size_t end = std::min(begin + group, curve.steps.size());
    double steps = 0;
    double values = 0;
    double count = 0;
    for (std::size_t i = begin; i < end; ++i) {
      if (!std::isfinite(curve.values[i])) continue;
      steps += curve.steps[i];
      values += curve.values[i];
      ++count;
    }
    result.steps.push_back(steps / count);  // not finite when none was
    result.values.push_back(values / count);
  }
  return result;
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return "<text x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" text-anchor=\"" + anchor +
         "\">" + escape_html(text) + "</text>";
}

std::string grid(const Scales& scales) {
  std::string result;
  for (const double value : round_ticks(scales.y.low, scales.y.high, 5)) {
    const double y = scales.at_y(value);
    result += "<path class=\"grid\" d=\"M" + coordinate(kLeft) + " " + coordinate(y) + "H" +
              coordinate(kWidth - kRight) + "\"/>";
    result += text_at(kLeft - 6, y + 4, "end", tick_label(value));
  }
  for (const double step : round_ticks(scales.x.low, scales.x.high, 5)) {
    result += text_at(scales.at_x(step), scales.height - 6, "middle", tick_label(step));
  }
  return result;
}

std::string dot(const Scales& scales, const ChartLine& line, double step, double value) {
  return "<circle cx=\"" + coordinate(scales.at_x(step)) + "\" cy=\"" +
         coordinate(scales.at_y(value)) + "\" r=\"3\"><title>" +
         escape_html(line.label + ", step " + tick_label(step) + ": " + format_number(value)) +
         "</title></circle>";
}

std::string path(const Scales& scales, const ChartLine& line) {
  const Curve& curve = line.curve;
  std::string commands;
  std::string dots;
  bool pen_down = false;
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {
    if (!std::isfinite(curve.values[i]) || !std::isfinite(curve.steps[i])) {
      pen_down = false;
      continue;
    }
    commands += (pen_down ? "L" : "M") + coordinate(scales.at_x(curve.steps[i])) + " " +
                coordinate(scales.at_y(curve.values[i]));
    pen_down = true;
    const bool last = i + 1 == curve.steps.size();
    if (line.dots || last) dots += dot(scales, line, curve.steps[i], curve.values[i]);
  }
  const std::string color = std::to_string((line.color - 1) % kChartColors + 1);
  return "<g class=\"line color-" + color + (line.dots ? " dotted" : "") + "\"><path d=\"" +
         commands + "\"/>" + dots + "</g>";
}

std::string legend(const LineChart& chart) {
  std::string result = "<figcaption><b>" + escape_html(chart.title) + "</b>";
  for (const ChartLine& line : chart.lines) {
    const std::string color = std::to_string((line.color - 1) % kChartColors + 1);
    result += " <span class=\"key\"><span class=\"swatch color-" + color + "\">" +
              (line.dots ? "●" : "—") + "</span> " + escape_html(line.label) + "</span>";
  }
  return result + "</figcaption>";
}

}  // namespace

std::vector<double> round_ticks(double low, double high, int count) {
  if (!(high > low) || !std::isfinite(low) || !std::isfinite(high) || count < 1) return {};
  const double rough = (high - low) / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double factor = rough / power;
  const double step = power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  std::vector<double> ticks;
  const double first = std::ceil(low / step);
  const double last = std::floor(high / step);
  if (!(last - first <= 4.0 * count)) return {};  // also when the step is too small to count
  for (double index = first; index <= last; index += 1)
    ticks.push_back(index * step + 0.0);  // no -0
  return ticks;
}

std::string draw(const LineChart& chart) {
  LineChart shown = chart;
  shown.lines.clear();
  Scales scales;
  scales.height = chart.height;
  for (const ChartLine& line : chart.lines) {
    bool any = false;
    ChartLine thin = line;
    thin.curve = thinned(line.curve);
    for (std::size_t i = 0; i < thin.curve.steps.size(); ++i) {
      if (!std::isfinite(thin.curve.values[i]) || !std::isfinite(thin.curve.steps[i])) continue;
      scales.x.include(thin.curve.steps[i]);
      scales.y.include(thin.curve.values[i]);
      any = true;
    }
    if (any) shown.lines.push_back(std::move(thin));
  }
  if (shown.lines.empty()) return "";
  scales.y.widen();
  if (!std::isfinite(scales.y.high - scales.y.low)) return "";

  std::string body = grid(scales);
  for (const ChartLine& line : shown.lines) body += path(scales, line);
  return "<figure>" + legend(shown) + "<svg viewBox=\"0 0 " + coordinate(kWidth) + " " +
         coordinate(chart.height) + "\" role=\"img\" aria-label=\"" + escape_html(chart.title) +
         "\">" + body + "</svg></figure>\n";
}

}  // namespace graft
