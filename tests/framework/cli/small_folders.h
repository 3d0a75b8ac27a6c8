#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/plugins/catalog.h"
#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace graft {

/// Model folders with fresh small models of the shipped plugins, and what `graft` says of them.
class SmallFolders {
 public:
  SmallFolders();

  /// Saves a model with these options, written as JSON, in place of the one before.
  void save(const std::string& architecture, const HeadSpec& head, const std::string& options,
            bool with_tokenizer = true);
  /// Runs a command on the saved model.
  ProgramResult run(const std::string& name, const std::vector<std::string>& arguments) const;
  /// What `graft predict` answers to these lines.
  std::vector<Value> predict(const std::vector<std::string>& lines) const;
  /// What it complains of; `FILE` stands for the path of the lines.
  std::string complaint(const std::vector<std::string>& lines) const;
  /// Checks that lines have the same answers together and alone, numbers within 1e-4.
  void check_neighbours(const std::vector<std::string>& lines) const;

  TemporaryFolder folder;
  std::unique_ptr<Tokenizer> tokenizer;  // <pad>, <mask>, <cls>, <sep> and the end of a text
  std::unique_ptr<Architecture> model;   // the saved one

 private:
  std::string write_lines(const std::vector<std::string>& lines) const;

  PluginCatalog catalog_;
};

/// The keys of an answer, joined by spaces.
std::string keys_of(const Value& answer);
/// The same but for numbers, which are within 1e-4.
bool is_near(const Value& left, const Value& right);
bool holds(std::string_view text, std::string_view part);

}  // namespace graft
