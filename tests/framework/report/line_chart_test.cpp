#include "framework/report/line_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

using graft::ChartLine;
using graft::Curve;
using graft::draw;
using graft::LineChart;
using graft::round_ticks;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_chart)

BOOST_AUTO_TEST_CASE(ticks_are_round_and_inside) {
  BOOST_TEST(round_ticks(0.0, 10.0, 5) == (std::vector<double>{0, 2, 4, 6, 8, 10}),
             boost::test_tools::per_element());
  BOOST_TEST(round_ticks(1.93, 2.41, 5).front() == 2.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(round_ticks(1.0, 1.0, 5).empty());
  BOOST_TEST(round_ticks(0.0, std::numeric_limits<double>::infinity(), 5).empty());
}

BOOST_AUTO_TEST_CASE(the_highest_value_is_drawn_above_the_lowest) {
  const std::string svg = draw({"loss", {{"loss", {{0, 10}, {4, 2}}, 1, true}}, 200});
  const auto height_of = [&svg](const std::string& tooltip) {
    const std::size_t end = svg.find(tooltip);
    const std::size_t at = svg.rfind("cy=\"", end) + 4;
    return std::stod(svg.substr(at, 10));
  };
  BOOST_TEST(height_of("step 0: 4.0000") < height_of("step 10: 2.0000"));
}

BOOST_AUTO_TEST_CASE(values_that_are_not_finite_leave_a_gap) {
  const double nan = std::nan("");
  const std::string svg = draw({"loss", {{"loss", {{0, 1, 2, 3, 4}, {1, 2, nan, 2, 1}}}}, 200});
  const std::size_t line = svg.find("class=\"line");
  const std::string path = svg.substr(line, svg.find("/>", line) - line);
  BOOST_TEST(count(path, "M") == 2u);
  BOOST_TEST(svg.find("nan") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_long_curve_is_thinned) {
  Curve curve;
  for (int i = 0; i < 100000; ++i) {
    curve.steps.push_back(i);
    curve.values.push_back(std::sin(i * 0.001));
  }
  BOOST_TEST(draw({"loss", {{"loss", curve}}, 200}).size() < 20000u);
}

BOOST_AUTO_TEST_CASE(no_finite_value_no_chart) {
  BOOST_TEST(draw({"loss", {}, 200}).empty());
  BOOST_TEST(draw({"loss", {{"loss", {{1}, {std::nan("")}}}}, 200}).empty());
}

BOOST_AUTO_TEST_CASE(one_point_and_flat_lines_are_drawn) {
  for (const Curve& curve : {Curve{{5}, {3}}, Curve{{0, 1}, {0, 0}}}) {
    const std::string svg = draw({"loss", {{"loss", curve}}, 200});
    BOOST_TEST(svg.find("<circle") != std::string::npos);
    BOOST_TEST(svg.find("nan") == std::string::npos);
    BOOST_TEST(svg.find("inf") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(labels_are_escaped) {
  const std::string svg = draw({"a<b", {{"<script>", {{0}, {1}}}}, 200});
  BOOST_TEST(svg.find("<script>") == std::string::npos);
  BOOST_TEST(svg.find("a&lt;b") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
