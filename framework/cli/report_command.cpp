#include "framework/cli/report_command.h"

#include <filesystem>
#include <iostream>

#include "framework/cli/options.h"
#include "framework/report/report.h"
#include "framework/report/run_record.h"
#include "graft/json.h"

namespace graft {
namespace {

Value bound(std::optional<double> value) { return value ? Value(*value) : Value(); }

Value row_value(const std::string& run, const ResultRow& result) {
  Value row = Value::map();
  row.set("run", run);
  row.set("stage", result.stage);
  row.set("metric", result.metric);
  row.set("value", result.value);
  row.set("low", bound(result.low));
  row.set("high", bound(result.high));
  row.set("n", result.n ? Value(*result.n) : Value());
  return row;
}

}  // namespace

Value result_rows(const std::vector<std::string>& runs) {
  Value rows = Value::list();
  for (const std::string& run : runs) {
    for (const StageRecord& stage : read_run(run).stages) {
      for (const ResultRow& row : stage.results) rows.push_back(row_value(run, row));
      for (const ResultRow& row : stage.baseline) rows.push_back(row_value(run, row));
    }
  }
  return rows;
}

int run_report(const std::vector<std::string>& arguments) {
  namespace po = boost::program_options;
  CommandLine line(
      "report RUN... [options]",
      "Writes one self-contained HTML page about a run, or about several side by side.",
      "graft report runs/quickstart --output quickstart.html");
  line.positional("RUN", -1, "folders that `graft run` wrote");
  line.options()("output", po::value<std::string>()->value_name("FILE"),
                 "the page; default: report.html in the run's folder, or in the working folder for "
                 "several runs");
  line.add_json();
  line.parse(arguments);
  if (!line.has("RUN")) {
    throw InputError("missing-argument", "no run folder is given",
                     "name one, for example `graft report runs/quickstart`");
  }

  const auto runs = line.get<std::vector<std::string>>("RUN");
  const std::string output = line.has("output") ? line.get<std::string>("output")
                             : runs.size() == 1 ? runs.front() + "/report.html"
                                                : "report.html";
  write_report(runs, output);
  const std::string path = std::filesystem::absolute(output).lexically_normal().string();
  if (line.json()) {
    Value printed = Value::map();
    printed.set("report", path);
    printed.set("rows", result_rows(runs));
    std::cout << write_json(printed) << '\n';
    return 0;
  }
  for (const std::string& run : runs) {
    if (runs.size() > 1) std::cout << run << '\n';
    std::cout << result_table(run) << '\n';
  }
  std::cout << "Report: " << path << '\n';
  return 0;
}

}  // namespace graft
