#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/program_options.hpp>

#include "framework/plugins/catalog.h"

namespace graft {

/// The command line of one command, on Boost.Program_options. Every command has `--help`,
/// `--plugins`, `--threads` and `--log-level`; those that print data add `--json`.
class CommandLine {
 public:
  /// `usage`: "run EXPERIMENT.yaml [options]". `example`: a line that works as it stands.
  CommandLine(std::string usage, std::string summary, std::string example);

  /// Options of this command.
  boost::program_options::options_description_easy_init options();
  /// A positional argument; `count` -1 takes all that remain.
  void positional(const std::string& name, int count, const std::string& doc);
  void add_json();
  /// What `--plugins` means to this command, where that is not what it means to most.
  void explain_plugins(std::string doc) { plugins_doc_ = std::move(doc); }

  /// Parses. Applies `--threads` and `--log-level`. Throws HelpShown after printing help, and
  /// InputError for unknown options (with the nearest name), missing or ill-formed values.
  void parse(const std::vector<std::string>& arguments);

  bool has(const std::string& name) const;
  template <typename T>
  T get(const std::string& name) const {
    return values_.at(name).as<T>();
  }
  bool json() const { return has("json"); }
  /// `--plugins`, else GRAFT_PLUGINS, else the built-in manifest.
  std::vector<std::string> manifests() const;

 private:
  std::string usage_;
  std::string summary_;
  std::string example_;
  std::string plugins_doc_;
  boost::program_options::options_description visible_;
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description positional_;
  std::vector<std::string> positional_docs_;
  boost::program_options::variables_map values_;
};

}  // namespace graft
