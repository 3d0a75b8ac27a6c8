#pragma once

#include <memory>
#include <string>

#include "framework/cli/options.h"
#include "framework/model_io/model_folder.h"

namespace graft {

/// A model that a command line names with `--model DIR` and perhaps `--adapter DIR`.
struct NamedModel {
  std::string folder;
  std::unique_ptr<Architecture> model;
  HeadSpec head;
  std::unique_ptr<Adapter> adapter;  // nullptr: none was named; must not outlive `model`
};

/// Adds `--model` and `--adapter`.
void add_model_options(CommandLine& command);

/// Loads what they name; the model gets the head that the adapter was trained with. Throws
/// InputError when `--model` is missing or a folder is wrong.
NamedModel load_named_model(const CommandLine& command, PluginCatalog& catalog);

}  // namespace graft
