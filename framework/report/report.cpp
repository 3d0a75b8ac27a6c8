#include "framework/report/report.h"

#include <algorithm>

#include "framework/report/html.h"
#include "framework/report/page_sections.h"
#include "framework/report/page_style.h"
#include "graft/file.h"

namespace graft {
namespace {

// Runs of one experiment are told apart by their folders.
void name_apart(std::vector<PageRun>& runs) {
  for (PageRun& run : runs) {
    const auto same = std::count_if(runs.begin(), runs.end(), [&run](const PageRun& other) {
      return other.record.name == run.record.name;
    });
    run.label = same == 1 ? run.record.name : run.record.folder;
  }
}

std::string title_of(const std::vector<PageRun>& runs) {
  std::vector<std::string> names;
  for (const PageRun& run : runs) {
    if (std::find(names.begin(), names.end(), run.record.name) == names.end()) {
      names.push_back(run.record.name);
    }
  }
  std::string title;
  for (const std::string& name : names) title += (title.empty() ? "" : ", ") + name;
  return title;
}

}  // namespace

void write_report(const std::vector<std::string>& run_folders, const std::string& output_file) {
  if (run_folders.empty()) throw InputError("no-run", "a report needs at least one run folder");
  std::vector<PageRun> runs;
  for (const std::string& folder : run_folders) runs.push_back({"", read_run(folder)});
  name_apart(runs);

  const std::string title = escape_html(title_of(runs));
  write_file(output_file,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
                 title + "</title>\n<style>" + kPageStyle + "</style>\n</head>\n<body>\n<h1>" +
                 title + "</h1>\n" + summary_section(runs) + results_section(runs) +
                 comparison_section(runs) + stage_sections(runs) + environment_section(runs) +
                 "</body>\n</html>\n");
}

}  // namespace graft
