#include "framework/cli/plugin_project.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <system_error>
#include <vector>

#include "graft/file.h"
#include "graft/options.h"
#include "graft/registry.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 60;

bool is_component_name(const std::string& name) {
  if (name.empty() || name.size() > kLongestName) return false;
  if (name.front() < 'a' || name.front() > 'z' || name.back() == '-') return false;
  if (name.find("--") != std::string::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
  });
}

std::string camel_case(const std::string& name) {
  std::string result;
  bool starts_word = true;
  for (const char letter : name) {
    if (letter != '-') {
      result += starts_word ? static_cast<char>(std::toupper(letter)) : letter;
    }
    starts_word = letter == '-';
  }
  return result;
}

std::string upper_case(std::string name) {
  for (char& letter : name) {
    letter = letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
  }
  return name;
}

using Words = std::map<std::string, std::string>;

// A single pass: what was filled in is not searched again.
std::string filled(const std::string& text, const Words& words) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto word = std::find_if(words.begin(), words.end(), [&](const auto& entry) {
      return text.compare(at, entry.first.size(), entry.first) == 0;
    });
    if (word == words.end()) {
      result += text[at++];
    } else {
      result += word->second;
      at += word->first.size();
    }
  }
  return result;
}

void check_kind(const std::string& kind, const std::string& template_folder) {
  std::vector<std::string> kinds;
  for (const Kind candidate : all_kinds()) {
    if (fs::is_directory(fs::path(template_folder) / name_of(candidate))) {
      kinds.emplace_back(name_of(candidate));
    }
  }
  if (kinds.empty()) {
    throw Error(template_folder + ": the templates of plugins are missing. Install Graft again.");
  }
  if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return;
  std::string list;
  for (const std::string& candidate : kinds) list += (list.empty() ? "" : ", ") + candidate;
  const std::string near = nearest(kind, kinds);
  throw InputError("unknown-kind", "no template for plugins of kind `" + kind + "`",
                   (near.empty() ? "" : "did you mean `" + near + "`? ") + "there is: " + list);
}

// Removes an unfinished project.
class Draft {
 public:
  explicit Draft(const fs::path& target) {
    std::string path =
        (target.parent_path() / ("." + target.filename().string() + "-XXXXXX")).string();
    if (mkdtemp(path.data()) == nullptr) {
      throw fs::filesystem_error("cannot create", path,
                                 std::error_code(errno, std::generic_category()));
    }
    path_ = path;
    fs::permissions(path_, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                               fs::perms::others_read | fs::perms::others_exec);
  }
  ~Draft() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const fs::path& path() const { return path_; }
  void keep_as(const fs::path& target) {
    fs::rename(path_, target);
    path_.clear();
  }

 private:
  fs::path path_;
};

}  // namespace

std::string create_plugin_project(const std::string& kind, const std::string& name,
                                  const std::string& folder, const std::string& template_folder,
                                  const std::string& prefix) {
  check_kind(kind, template_folder);
  if (!is_component_name(name)) {
    throw InputError("bad-name", "`" + name + "` cannot be the name of a component",
                     "use up to 60 lower-case letters, digits and single hyphens, a letter first, "
                     "for example `my-" +
                         kind + "`");
  }
  const Words words = {{"@NAME@", name},
                       {"@CLASS@", camel_case(name)},
                       {"@UPPER@", upper_case(name)},
                       {"@PREFIX@", prefix}};
  try {
    const fs::path target = fs::absolute(folder).lexically_normal() / name;
    if (fs::exists(fs::symlink_status(target))) {
      throw InputError("exists", target.string() + ": exists already",
                       "choose another name or folder");
    }
    fs::create_directories(target.parent_path());
    Draft draft(target);
    for (const auto& entry : fs::directory_iterator(fs::path(template_folder) / kind)) {
      const fs::path file = draft.path() / entry.path().filename();
      write_file(file.string(), filled(read_file(entry.path().string()), words));
    }
    draft.keep_as(target);
    return target.string();
  } catch (const fs::filesystem_error& error) {
    throw InputError({Problem{error.path1().string(), 0, 0, "unwritable-folder",
                              "cannot be written: " + error.code().message(),
                              "choose another folder with --in"}});
  }
}

}  // namespace graft
