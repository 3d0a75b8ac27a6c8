#include <algorithm>
#include <filesystem>
#include <system_error>

#include "framework/model_io/model_folder.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/text/tokenizer_config.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFastSuffix = "Fast";

/// The component that reads this class or its slow twin; nullptr when none does.
const CatalogEntry* reader_of_class(const std::string& tokenizer_class,
                                    const PluginCatalog& catalog) {
  const auto* entry = catalog.recognise(Kind::kTokenizer, "tokenizer_class", tokenizer_class);
  if (entry != nullptr || !tokenizer_class.ends_with(kFastSuffix)) return entry;
  return catalog.recognise(Kind::kTokenizer, "tokenizer_class",
                           tokenizer_class.substr(0, tokenizer_class.size() - kFastSuffix.size()));
}

/// Whether the folder has all files of one of the entry's lists.
bool has_files_of(const CatalogEntry& entry, const fs::path& folder) {
  const Value* alternatives = entry.recognises.find("files");
  if (entry.kind != Kind::kTokenizer || alternatives == nullptr) return false;
  const auto is_there = [&](const Value& name) { return fs::exists(folder / name.as_string()); };
  for (const Value& names : alternatives->as_list()) {
    const Value::List& list = names.as_list();
    if (!list.empty() && std::all_of(list.begin(), list.end(), is_there)) return true;
  }
  return false;
}

const CatalogEntry* reader_of_files(const std::string& folder, const PluginCatalog& catalog) {
  const CatalogEntry* found = nullptr;
  for (const CatalogEntry& entry : catalog.entries()) {
    if (!has_files_of(entry, folder)) continue;
    if (found != nullptr) {
      throw InputError({Problem{
          folder, 0, 0, "ambiguous-tokenizer",
          "both \"" + found->name + "\" and \"" + entry.name + "\" read its tokenizer files",
          "write tokenizer_class into tokenizer_config.json"}});
    }
    found = &entry;
  }
  return found;
}

/// The component that reads a `tokenizer.json` with this kind of model; nullptr where there is no
/// such file, or none does.
const CatalogEntry* reader_of_json(const std::string& folder, const PluginCatalog& catalog) {
  const std::string file = (fs::path(folder) / "tokenizer.json").string();
  if (!fs::is_regular_file(file)) return nullptr;
  const Value tokenizer = parse_json(read_file(file), file);
  const Value* const model = tokenizer.find("model");
  const Value* const type = model == nullptr ? nullptr : model->find("type");
  if (type == nullptr || !type->is_string()) return nullptr;
  return catalog.recognise(Kind::kTokenizer, "tokenizer_json", type->as_string());
}

/// Of a folder that names no class, or one that says nothing.
const CatalogEntry* reader_of_unnamed(const std::string& folder, const PluginCatalog& catalog) {
  const CatalogEntry* const entry = reader_of_files(folder, catalog);
  return entry != nullptr ? entry : reader_of_json(folder, catalog);
}

/// `tokenizer_class` of the folder's tokenizer_config.json; null where there is none that says how
/// the tokenizer works.
Value tokenizer_class_of(const std::string& folder) {
  const std::string file = (fs::path(folder) / "tokenizer_config.json").string();
  if (!fs::exists(file)) return Value();
  const Value config = parse_json(read_file(file), file);
  const Value* const name = config.find("tokenizer_class");
  if (name == nullptr || (name->is_string() && name->as_string() == kAnyFastClass)) return Value();
  return *name;
}

const CatalogEntry* reader_of(const std::string& folder, const Value& tokenizer_class,
                              const PluginCatalog& catalog) {
  return tokenizer_class.is_null() ? reader_of_unnamed(folder, catalog)
                                   : reader_of_class(tokenizer_class.as_string(), catalog);
}

}  // namespace

std::unique_ptr<Tokenizer> load_tokenizer(const std::string& folder, PluginCatalog& catalog) {
  if (std::error_code ignored; !fs::is_directory(folder, ignored)) {
    throw InputError({Problem{folder, 0, 0, "missing-folder", "no such folder", "check the path"}});
  }
  const Value tokenizer_class = tokenizer_class_of(folder);
  const CatalogEntry* entry = reader_of(folder, tokenizer_class, catalog);
  if (entry == nullptr && !tokenizer_class.is_null()) {
    tokenizer_class.fail(
        "unknown-tokenizer",
        "no tokenizer reads tokenizer_class \"" + tokenizer_class.as_string() + "\"",
        "add the manifest of a plugin that does, with --plugins");
  }
  if (entry == nullptr) {
    throw InputError(
        {Problem{folder, 0, 0, "unknown-tokenizer", "has no tokenizer files that a plugin reads",
                 "name the folder of a tokenizer, or add a manifest with --plugins"}});
  }
  return catalog.load(*entry).factories.load_tokenizer(folder);
}

const CatalogEntry* tokenizer_reader(const std::string& folder, const PluginCatalog& catalog) {
  return reader_of(folder, tokenizer_class_of(folder), catalog);
}

bool has_tokenizer(const std::string& folder, const PluginCatalog& catalog) {
  return tokenizer_reader(folder, catalog) != nullptr;
}

}  // namespace graft
