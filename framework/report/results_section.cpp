#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "framework/report/html.h"
#include "framework/report/number_text.h"
#include "framework/report/page_sections.h"

namespace graft {
namespace {

using Rows = std::vector<ResultRow>;

const ResultRow* find_row(const Rows& rows, const std::string& stage, const std::string& metric) {
  for (const ResultRow& row : rows) {
    if (row.stage == stage && row.metric == metric) return &row;
  }
  return nullptr;
}

Rows results_of(const RunRecord& run) {
  Rows rows;
  for (const StageRecord& stage : run.stages) {
    rows.insert(rows.end(), stage.results.begin(), stage.results.end());
    rows.insert(rows.end(), stage.baseline.begin(), stage.baseline.end());
  }
  return rows;
}

std::string interval_span(const ResultRow& row) {
  return "<span class=\"interval\">" + format_interval(row.low, row.high) + "</span>";
}

std::string count_text(const ResultRow& row) { return row.n ? format_count(*row.n) : ""; }

std::string number_cell(const std::string& text) {
  return "<td class=\"number\">" + text + "</td>";
}

// The interval moves below the value where the page is narrow.
std::string value_cell(const ResultRow& row) {
  return "<td>" + format_number(row.value) + " " + interval_span(row) + "</td>";
}

// One run: every number in a row of its own.
std::string long_table(const Rows& rows) {
  std::string result =
      "<div class=\"scroll\"><table>\n<tr><th>stage</th><th>metric</th>"
      "<th>value, 95 % interval</th><th class=\"number\">n</th></tr>\n";
  for (const ResultRow& row : rows) {
    result += "<tr><td>" + escape_html(row.stage) + "</td><td>" + escape_html(row.metric) +
              "</td>" + value_cell(row) + number_cell(count_text(row)) + "</tr>\n";
  }
  return result + "</table></div>\n";
}

// Several runs: a column each.
std::string wide_table(const std::vector<PageRun>& runs, const std::vector<Rows>& results) {
  std::string table = "<div class=\"scroll\"><table>\n<tr><th>stage</th><th>metric</th>";
  for (const PageRun& run : runs) {
    table += "<th class=\"number\">" + escape_html(run.label) + "</th>";
  }
  table += "</tr>\n";

  Rows keys;
  for (const Rows& rows : results) {
    for (const ResultRow& row : rows) {
      if (find_row(keys, row.stage, row.metric) == nullptr) keys.push_back(row);
    }
  }
  for (const ResultRow& key : keys) {
    table += "<tr><td>" + escape_html(key.stage) + "</td><td>" + escape_html(key.metric) + "</td>";
    for (const Rows& rows : results) {
      const ResultRow* row = find_row(rows, key.stage, key.metric);
      table += number_cell(
          row == nullptr ? "" : format_number(row->value) + "<br>" + interval_span(*row));
    }
    table += "</tr>\n";
  }
  return table + "</table></div>\n";
}

std::string decimal(double value, std::chars_format format, int precision) {
  std::array<char, 64> buffer{};
  const auto [end, code] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision);
  return code == std::errc() ? std::string(buffer.data(), end) : "0";
}

std::string coordinate(double value) { return decimal(value, std::chars_format::fixed, 1); }

std::string scale_end(double value) { return decimal(value, std::chars_format::general, 3); }

// The value as a dot and its interval as a line, on the scale that all rows of a metric share.
std::string interval_bar(const ResultRow& row, double low, double high) {
  constexpr double kWidth = 150;
  const auto at = [low, high](double value) {
    return coordinate(4 + (high > low ? (value - low) / (high - low) : 0.5) * (kWidth - 8));
  };
  std::string drawing = "<path class=\"grid\" d=\"M4 10H" + coordinate(kWidth - 4) + "\"/>";
  if (row.low && row.high) {
    drawing += "<path d=\"M" + at(*row.low) + " 10H" + at(*row.high) +
               "\" stroke=\"currentColor\" stroke-width=\"10\" stroke-opacity=\"0.35\"/>";
  }
  drawing += "<circle cx=\"" + at(row.value) + "\" cy=\"10\" r=\"3\" fill=\"currentColor\"/>";
  return "<svg class=\"bar color-1\" viewBox=\"0 0 150 20\" aria-hidden=\"true\">" + drawing +
         "</svg>";
}

std::string metric_table(const Rows& rows, const std::string& metric) {
  double low = 0;
  double high = 1;
  for (const ResultRow& row : rows) {
    if (row.metric != metric) continue;
    for (const double bound :
         {row.value, row.low.value_or(row.value), row.high.value_or(row.value)}) {
      if (!std::isfinite(bound)) continue;
      low = std::min(low, bound);
      high = std::max(high, bound);
    }
  }
  std::string table = "<div class=\"scroll\"><table>\n<tr><th>stage</th><th>" +
                      escape_html(metric) + ", 95 % interval</th><th class=\"number\">n</th><th>" +
                      scale_end(low) + " to " + scale_end(high) + "</th></tr>\n";
  for (const ResultRow& row : rows) {
    if (row.metric != metric) continue;
    table += "<tr><td>" + escape_html(row.stage) + "</td>" + value_cell(row) +
             number_cell(count_text(row)) + "<td>" +
             (std::isfinite(row.value) ? interval_bar(row, low, high) : "") + "</td></tr>\n";
  }
  return table + "</table></div>\n";
}

// The conventions of the numbers above, each once.
std::string signature_table(const std::vector<PageRun>& runs) {
  std::vector<Signature> all;
  for (const PageRun& run : runs) {
    for (const Signature& signature : signatures_of(run.record)) {
      if (std::find(all.begin(), all.end(), signature) == all.end()) all.push_back(signature);
    }
  }
  if (all.empty()) return "";
  std::string table = "<div class=\"scroll\"><table>\n<tr><th>metric</th><th>signature</th></tr>\n";
  for (const Signature& signature : all) {
    table += "<tr><td>" + escape_html(signature.metric) + "</td><td><code>" +
             escape_html(signature.text) + "</code></td></tr>\n";
  }
  return table + "</table></div>\n";
}

}  // namespace

std::string results_section(const std::vector<PageRun>& runs) {
  std::vector<Rows> results;
  bool any = false;
  for (const PageRun& run : runs) {
    results.push_back(results_of(run.record));
    any = any || !results.back().empty();
  }
  if (!any) return "<h2>Results</h2>\n<p class=\"quiet\">No stage has results yet.</p>\n";
  return "<h2>Results</h2>\n" +
         (runs.size() == 1 ? long_table(results[0]) : wide_table(runs, results)) +
         signature_table(runs);
}

std::string comparison_section(const std::vector<PageRun>& runs) {
  std::string result;
  for (const PageRun& run : runs) {
    for (const StageRecord& stage : run.record.stages) {
      if (stage.comparison.empty()) continue;
      result += "<h3>" + escape_html(runs.size() > 1 ? run.label + ": " + stage.name : stage.name) +
                "</h3>\n";
      std::vector<std::string> metrics;
      for (const ResultRow& row : stage.comparison) {
        if (std::find(metrics.begin(), metrics.end(), row.metric) == metrics.end()) {
          metrics.push_back(row.metric);
        }
      }
      for (const std::string& metric : metrics) result += metric_table(stage.comparison, metric);
    }
  }
  return result.empty() ? "" : "<h2>Comparison</h2>\n" + result;
}

}  // namespace graft
