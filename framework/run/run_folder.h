#pragma once

#include <string>

#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

/// The folder of one experiment's run, `runs/<experiment>`, held by one process at a time.
class RunFolder {
 public:
  /// Where the run of an experiment lies below `runs`; absolute.
  static std::string path_of(const std::string& runs, const std::string& experiment);

  /// Creates the folder where needed, locks it, and removes files that a kill left half written.
  /// Throws InputError when another process runs there.
  RunFolder(const std::string& runs, const std::string& experiment);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string stage(const std::string& name) const { return path_ + "/" + name; }

  /// The hash of the inputs that `folder` (a stage or the tokenizer) was finished with; empty when
  /// it is not finished.
  static std::string finished_hash(const std::string& folder);
  /// The hash of the inputs that work in `folder` was begun with.
  static std::string begun_hash(const std::string& folder);
  /// Marks the folder as begun with these inputs; what lay in it from other inputs is removed.
  static void begin(const std::string& folder, const std::string& hash);
  static void finish(const std::string& folder, const std::string& hash);

 private:
  std::string path_;
  int lock_ = -1;
};

/// `environment.json`: versions, plugins with hashes, processor, threads.
Value describe_environment(const Experiment& experiment, const PluginCatalog& catalog);

}  // namespace graft
