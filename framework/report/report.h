#pragma once

#include <string>
#include <vector>

namespace graft {

/// Writes one self-contained HTML page (inline style and SVG, no script, no network) about one run
/// folder or several side by side: results with their 95 % intervals, comparisons, and per stage
/// what it used and its curves; then environment and experiment files. Reads nothing but the run
/// folders; what a run has not reached yet is said on the page. The file appears whole or not at
/// all. Throws InputError for folders that are no run folders, Error when it cannot be written.
void write_report(const std::vector<std::string>& run_folders, const std::string& output_file);

/// The final numbers of a run for a terminal: stage, metric, value, 95 % interval, n, aligned by
/// display width. Below a stage stands its simple method, unless an earlier stage has the same;
/// below the table the signatures of numbers that have one. Left out are the losses of stages that
/// were measured on a task, and rows of a compare stage that repeat a stage's own number. Stages
/// that have not ended have a line that says so. Throws InputError when `run_folder` is no run
/// folder.
std::string result_table(const std::string& run_folder);

}  // namespace graft
