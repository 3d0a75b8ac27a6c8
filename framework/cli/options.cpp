#include "framework/cli/options.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "framework/cli/command.h"
#include "framework/cli/log.h"
#include "graft/options.h"
#include "graft/parallel.h"

namespace graft {
namespace {

namespace po = boost::program_options;

constexpr int kMaxThreads = 1024;

std::vector<std::string> option_names(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  return names;
}

std::string dashed(const std::string& option) {
  return option.starts_with("-") ? option : (option.size() == 1 ? "-" : "--") + option;
}

/// What Boost found wrong, in our words.
InputError explain(const po::error& error, const po::options_description& visible,
                   const std::string& help) {
  const auto see_help = "see `" + help + "`";
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error)) {
    const std::string name = dashed(unknown->get_option_name());
    const std::string near = nearest(name, option_names(visible));
    return InputError("unknown-option", "unknown option `" + name + "`",
                      near.empty() ? see_help : "did you mean `" + near + "`?");
  }
  if (const auto* invalid = dynamic_cast<const po::invalid_option_value*>(&error)) {
    return InputError("bad-value", invalid->what(), see_help);
  }
  if (const auto* option = dynamic_cast<const po::error_with_option_name*>(&error)) {
    const std::string name = "`" + dashed(option->get_option_name()) + "`";
    if (dynamic_cast<const po::multiple_occurrences*>(&error) != nullptr) {
      return InputError("repeated-option", name + " is given more than once", "give it once");
    }
    if (const auto* syntax = dynamic_cast<const po::invalid_command_line_syntax*>(&error)) {
      if (syntax->kind() == po::invalid_syntax::missing_parameter) {
        return InputError("missing-value", name + " needs a value", see_help);
      }
      if (syntax->kind() == po::invalid_syntax::extra_parameter) {
        return InputError("extra-value", name + " takes no value", see_help);
      }
    }
  }
  return InputError("command-line", error.what(), see_help);
}

std::vector<std::string> split_paths(const std::string& list) {
  std::vector<std::string> paths;
  std::stringstream stream(list);
  for (std::string path; std::getline(stream, path, ':');) {
    if (!path.empty()) paths.push_back(path);
  }
  return paths;
}

LogLevel log_level_named(const std::string& name) {
  const std::vector<std::string>& names = log_level_names();
  for (std::size_t level = 0; level < names.size(); ++level) {
    if (names[level] == name) return static_cast<LogLevel>(level);
  }
  throw InputError("bad-value",
                   "--log-level: expected one of error, warning, info, debug, got `" + name + "`");
}

}  // namespace

CommandLine::CommandLine(std::string usage, std::string summary, std::string example)
    : usage_(std::move(usage)),
      summary_(std::move(summary)),
      example_(std::move(example)),
      plugins_doc_(
          "manifest of plugins, instead of GRAFT_PLUGINS; may be repeated. What it offers replaces "
          "what the built-in one does"),
      visible_("options", 100),
      hidden_("") {}

po::options_description_easy_init CommandLine::options() { return visible_.add_options(); }

void CommandLine::positional(const std::string& name, int count, const std::string& doc) {
  if (count == 1) {
    hidden_.add_options()(name.c_str(), po::value<std::string>(), doc.c_str());
  } else {
    hidden_.add_options()(name.c_str(), po::value<std::vector<std::string>>(), doc.c_str());
  }
  positional_.add(name.c_str(), count);
  positional_docs_.push_back("  " + name + "  " + doc);
}

void CommandLine::add_json() { options()("json", "print data and errors as JSON"); }

void CommandLine::parse(const std::vector<std::string>& arguments) {
  options()("plugins", po::value<std::vector<std::string>>()->value_name("MANIFEST"),
            plugins_doc_.c_str())("threads", po::value<int>()->value_name("N"),
                                  "threads to compute with")(
      "log-level", po::value<std::string>()->value_name("LEVEL"), "error, warning, info or debug")(
      "help", "print this text");

  const std::string help = "graft " + usage_.substr(0, usage_.find(' ')) + " --help";
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::options_description all;
  all.add(visible_).add(hidden_);
  try {
    po::store(
        po::command_line_parser(arguments).options(all).positional(positional_).style(style).run(),
        values_);
    po::notify(values_);
  } catch (const po::too_many_positional_options_error&) {
    throw InputError("extra-argument", "more arguments than `graft " + usage_ + "` takes",
                     "see `" + help + "`");
  } catch (const po::error& error) {
    throw explain(error, visible_, help);
  }
  if (has("help")) {
    std::cout << "usage: graft " << usage_ << "\n\n" << summary_ << "\n\n";
    for (const std::string& doc : positional_docs_) std::cout << doc << '\n';
    if (!positional_docs_.empty()) std::cout << '\n';
    std::cout << visible_ << "\nexample:\n  " << example_ << '\n';
    throw HelpShown();
  }
  if (has("log-level")) set_log_level(log_level_named(get<std::string>("log-level")));
  if (has("threads")) {
    const int threads = get<int>("threads");
    if (threads < 1 || threads > kMaxThreads) {
      throw InputError("out-of-range", "--threads: expected a number from 1 to " +
                                           std::to_string(kMaxThreads) + ", got " +
                                           std::to_string(threads));
    }
    set_num_threads(threads);
  }
}

bool CommandLine::has(const std::string& name) const { return values_.count(name) != 0; }

std::vector<std::string> CommandLine::manifests() const {
  if (has("plugins")) return get<std::vector<std::string>>("plugins");
  if (const char* list = std::getenv("GRAFT_PLUGINS"); list != nullptr && *list != '\0') {
    return split_paths(list);
  }
  return {builtin_manifest()};
}

}  // namespace graft
