#include "framework/cli/bench_command.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "framework/bench/bench_file.h"
#include "framework/bench/machine_limits.h"
#include "framework/bench/ops.h"
#include "framework/bench/speed.h"
#include "framework/cli/bench_output.h"
#include "framework/cli/bench_tokenizers.h"
#include "framework/cli/log.h"
#include "framework/cli/open_catalog.h"
#include "framework/cli/options.h"
#include "framework/train/precision.h"
#include "framework/train/progress.h"
#include "graft/error.h"
#include "graft/json.h"
#include "graft/options.h"

namespace graft {

namespace {

namespace po = boost::program_options;

constexpr const char* kWhat[] = {"limits", "ops", "train", "forward", "tokenizers"};

CommandLine command_line() {
  CommandLine command(
      "bench limits|ops|train|forward|tokenizers [options]",
      "Measures the speed of this machine, of single ops, of training steps or of forward passes, "
      "on synthetic data, or of tokenizers. Steps and passes are printed as one line of JSON with "
      "what share they "
      "are of the rate of plain matrix products, measured between them. Limits and ops are tables, "
      "with --json objects. Ops that multiply are held against that rate, causal attention for "
      "what is not masked alone; other ops against the bandwidth of streams, each operand moved "
      "once. Tokenizers are trained on texts, or read from folders; a pass over the texts begins "
      "with nothing remembered.",
      "graft bench train --arch gpt2 --shape tiny --steps 8");
  command.positional("WHAT", 1, "limits, ops, train, forward or tokenizers");
  command.options()("arch", po::value<std::string>()->value_name("NAME"), "gpt2, bert, t5 or clip")(
      "shape", po::value<std::string>()->value_name("NAME"), "baby, tiny, small or 124M")(
      "file", po::value<std::string>()->value_name("FILE"),
      "a file like those of configs/bench, in place of --arch and --shape")(
      "precision", po::value<std::string>()->default_value("f32"),
      "type of activations, and of the products that are the limit: f32 or bf16")(
      "steps", po::value<std::int64_t>()->value_name("N"),
      "ops, train and forward: steps that are timed; 8 unless given")(
      "profile", po::value<std::string>()->value_name("FOLDER"),
      "train and forward: write where the time goes to profile.txt and profile.json there")(
      "shrink", po::value<std::int64_t>()->value_name("N"),
      "ops: rows, positions, pixels and vocabulary divided by N, for a quick look");
  add_tokenizer_options(command);
  command.add_json();
  return command;
}

/// "ops, train or forward".
std::string listed(const std::vector<std::string>& names) {
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) {
    text += (i + 1 < names.size() ? ", " : " or ") + names[i];
  }
  return text;
}

std::string what_of(const CommandLine& command) {
  const std::vector<std::string> known(std::begin(kWhat), std::end(kWhat));
  std::string what = command.has("WHAT") ? command.get<std::string>("WHAT") : "";
  if (std::find(known.begin(), known.end(), what) != known.end()) return what;
  throw InputError("bad-value", what.empty() ? "what is to be measured?" : "cannot measure " + what,
                   "write " + listed(known));
}

struct OptionReaders {
  const char* option;
  std::vector<std::string> readers;
};

/// What only some measurements have.
void refuse_unread_options(const CommandLine& command, const std::string& what) {
  static const std::vector<OptionReaders> known = {{"arch", {"train", "forward"}},
                                                   {"shape", {"train", "forward"}},
                                                   {"file", {"train", "forward"}},
                                                   {"profile", {"train", "forward"}},
                                                   {"steps", {"ops", "train", "forward"}},
                                                   {"shrink", {"ops"}},
                                                   {"data", {"tokenizers"}},
                                                   {"name", {"tokenizers"}},
                                                   {"tokenizer", {"tokenizers"}},
                                                   {"vocab-size", {"tokenizers"}},
                                                   {"rounds", {"tokenizers"}}};
  for (const auto& [option, readers] : known) {
    if (!command.has(option) || std::find(readers.begin(), readers.end(), what) != readers.end()) {
      continue;
    }
    throw InputError("bad-value",
                     std::string("--") + option + ": bench " + what + " does not take it",
                     "leave it out, or write " + listed(readers));
  }
}

DType precision_of(const CommandLine& command) {
  const auto precision = command.get<std::string>("precision");
  if (precision != "f32" && precision != "bf16") {
    throw InputError("bad-value", "--precision: there is no " + precision, "write f32 or bf16");
  }
  return activation_dtype(precision);
}

std::int64_t positive(const CommandLine& command, const std::string& option) {
  const auto value = command.get<std::int64_t>(option);
  if (value < 1) throw InputError("out-of-range", "--" + option + ": expected at least 1");
  return value;
}

/// The folder for a profile, which exists then.
std::string profile_folder(const CommandLine& command) {
  auto folder = command.get<std::string>("profile");
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    throw InputError("cannot-write",
                     "--profile: cannot create " + folder + ": " + failure.message(),
                     "name a folder that may be written");
  }
  return folder;
}

/// Shows whether memory grows with the number of steps.
void log_memory(const Speed& speed) {
  const auto text = [](const MemoryAfter& memory) {
    return grouped(memory.in_use) + " bytes in use and " + grouped(memory.resident) +
           " resident after " + grouped(memory.steps) + " steps";
  };
  log_line(LogLevel::kInfo, text(speed.early) + ", " + text(speed.late));
}

int bench_limits(const CommandLine& command) {
  const MachineLimits limits = measure_limits(precision_of(command));
  std::cout << (command.json() ? write_json(describe(limits)) + "\n" : table_of(limits));
  return 0;
}

int bench_ops(const CommandLine& command) {
  OpSpeedOptions options;
  options.cases.dtype = precision_of(command);
  if (command.has("steps")) options.steps = positive(command, "steps");
  if (command.has("shrink")) options.cases.shrink = positive(command, "shrink");
  const OpSpeeds speeds = measure_ops(options);
  std::cout << (command.json() ? write_json(describe(speeds)) + "\n" : table_of(speeds));
  return 0;
}

int bench_steps(const CommandLine& command, bool trains) {
  SpeedOptions options;
  options.trains = trains;
  options.dtype = precision_of(command);
  if (command.has("steps")) options.steps = positive(command, "steps");
  if (command.has("profile")) options.profile_folder = profile_folder(command);
  const bool has_both = command.has("arch") && command.has("shape");
  const bool has_either = command.has("arch") || command.has("shape");
  if (command.has("file") ? has_either : !has_both) {
    throw InputError("missing-option", "expected `--arch` and `--shape`, or `--file`",
                     "for example --arch gpt2 --shape tiny");
  }
  const std::string arch = has_both ? command.get<std::string>("arch") : "";
  const std::string shape = has_both ? command.get<std::string>("shape") : "";
  const std::string file =
      has_both ? shipped_bench_file(arch, shape) : command.get<std::string>("file");
  PluginCatalog catalog = open_catalog(command);
  const BenchFile bench = read_bench_file(file, catalog);
  Value line = Value::map();
  line.set("arch", has_both ? arch : bench.model.name);
  line.set("shape", has_both ? shape : file);
  line.set("precision", name_of(options.dtype));
  const Speed speed = measure_speed(bench, catalog, options);
  log_memory(speed);
  const Value measured = describe(speed);
  for (const Value::Member& member : measured.as_map()) line.set(member.key, member.value);
  std::cout << write_json(line) << '\n';
  return 0;
}

}  // namespace

int run_bench(const std::vector<std::string>& arguments) {
  CommandLine command = command_line();
  command.parse(arguments);
  const std::string what = what_of(command);
  refuse_unread_options(command, what);
  if (what == "limits") return bench_limits(command);
  if (what == "ops") return bench_ops(command);
  if (what == "tokenizers") return bench_tokenizers(command);
  return bench_steps(command, what == "train");
}

}  // namespace graft
