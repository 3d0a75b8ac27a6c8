#pragma once

#include <string>
#include <vector>

#include "framework/report/run_record.h"

namespace graft {

/// A run on a page, under a name that no other run of the page has.
struct PageRun {
  std::string label;
  RunRecord record;
};

/// What the runs are: experiment, seed, folder, stages done, time taken.
std::string summary_section(const std::vector<PageRun>& runs);
/// Final numbers of every stage, a column per run.
std::string results_section(const std::vector<PageRun>& runs);
/// The tables of compare stages, with their intervals drawn.
std::string comparison_section(const std::vector<PageRun>& runs);
/// One section per stage: what it used, its curves and counts, all its settings.
std::string stage_sections(const std::vector<PageRun>& runs);
/// Versions, plugins, processor; the resolved experiment files.
std::string environment_section(const std::vector<PageRun>& runs);

/// Stage names of all runs, in order of first appearance.
std::vector<std::string> stage_names(const std::vector<PageRun>& runs);
/// The stage of this name, or nullptr.
const StageRecord* find_stage(const RunRecord& run, const std::string& name);
std::vector<std::string> labels_of(const std::vector<PageRun>& runs);

}  // namespace graft
