#pragma once

#include <string>
#include <vector>

#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {

/// A folder with an experiment, and a manifest of components that nobody has built: reading an
/// experiment opens no library.
///
///   architecture  stack, tower   adapter    thin, whole   prompt  ask
///   tokenizer     letters        dataset    lines, invented
class ExperimentFixture {
 public:
  ExperimentFixture();

  /// Puts a file into the folder; folders in the name are created. Returns its path.
  std::string write(const std::string& name, const std::string& content) const;
  std::string path(const std::string& name) const;

  Experiment read(const std::string& text, const std::vector<Setting>& settings = {}) const;
  /// Every mistake in the text, one a line, without the folder's path in front of file names.
  std::string errors(const std::string& text, const std::vector<Setting>& settings = {}) const;

 private:
  TemporaryFolder folder_;

 public:
  PluginCatalog catalog;
};

}  // namespace graft
