#include "framework/cli/bench_command.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>

#include "framework/bench/bench_file.h"
#include "framework/bench/ops.h"
#include "framework/bench/speed.h"
#include "framework/cli/log.h"
#include "framework/cli/open_catalog.h"
#include "framework/cli/options.h"
#include "framework/report/text_table.h"
#include "framework/train/precision.h"
#include "framework/train/progress.h"
#include "graft/error.h"
#include "graft/json.h"
#include "graft/limits.h"
#include "graft/options.h"
#include "graft/parallel.h"

namespace graft {

namespace {

namespace po = boost::program_options;

constexpr const char* kWhat[] = {"limits", "ops", "train", "forward"};

CommandLine command_line() {
  CommandLine command(
      "bench limits|ops|train|forward [options]",
      "Measures the speed of this machine, of single ops, of training steps or of forward passes, "
      "on synthetic data. Steps and passes are printed as one line of JSON with what share they "
      "are of the rate of plain matrix products, measured between them. Ops are a table, with "
      "--json an object: products are held against that rate, causal attention for what is not "
      "masked alone; other ops against the bandwidth of streams, each operand moved once.",
      "graft bench train --arch gpt2 --shape tiny --steps 8");
  command.positional("WHAT", 1, "limits, ops, train or forward");
  command.options()("arch", po::value<std::string>()->value_name("NAME"), "gpt2, bert, t5 or clip")(
      "shape", po::value<std::string>()->value_name("NAME"), "baby, tiny, small or 124M")(
      "file", po::value<std::string>()->value_name("FILE"),
      "a file like those of configs/bench, in place of --arch and --shape")(
      "precision", po::value<std::string>()->default_value("f32"), "f32 or bf16")(
      "steps", po::value<std::int64_t>()->default_value(8), "steps that are timed")(
      "profile", po::value<std::string>()->value_name("FOLDER"),
      "train and forward: write where the time goes to profile.txt and profile.json there")(
      "shrink", po::value<std::int64_t>()->default_value(1)->value_name("N"),
      "ops: rows, positions and vocabulary divided by N, for a quick look");
  command.add_json();
  return command;
}

std::string what_of(const CommandLine& command) {
  const std::vector<std::string> known(std::begin(kWhat), std::end(kWhat));
  std::string what = command.has("WHAT") ? command.get<std::string>("WHAT") : "";
  if (std::find(known.begin(), known.end(), what) != known.end()) return what;
  throw InputError("bad-value", what.empty() ? "what is to be measured?" : "cannot measure " + what,
                   "write limits, ops, train or forward");
}

/// What only steps of a model have.
void refuse_options_of_models(const CommandLine& command, const std::string& what) {
  for (const char* const option : {"arch", "shape", "file", "profile"}) {
    if (command.has(option)) {
      throw InputError("bad-value",
                       std::string("--") + option + ": bench " + what + " has no model",
                       "leave it out, or write train or forward");
    }
  }
}

std::int64_t positive(const CommandLine& command, const std::string& option) {
  const auto value = command.get<std::int64_t>(option);
  if (value < 1) throw InputError("out-of-range", "--" + option + ": expected at least 1");
  return value;
}

std::string fixed(double value, int decimals) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

/// To so many decimals; negative ones stand before the point.
double rounded(double value, int decimals) {
  const double factor = std::pow(10.0, std::abs(decimals));
  return decimals < 0 ? std::round(value / factor) * factor : std::round(value * factor) / factor;
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

Value measure_limits() {
  Value rates = Value::map();
  for (const std::int64_t size : {1024, 2048, 4096}) {
    MatmulLimit limit(size);
    double best = 0.0;
    for (int i = 0; i < 5; ++i) best = std::max(best, limit.run());
    rates.set("matmul_" + std::to_string(size) + "_flops_per_s", rounded(best, -6));
  }
  double bandwidth = 0.0;
  for (int i = 0; i < 5; ++i) bandwidth = std::max(bandwidth, stream_bandwidth());
  rates.set("stream_bytes_per_s", rounded(bandwidth, -6));
  return rates;
}

Value describe(const Speed& speed) {
  Value value = Value::map();
  value.set("tokens_per_s", rounded(speed.tokens_per_s, 1));
  value.set("tokens_per_s_min", rounded(speed.tokens_per_s_min, 1));
  value.set("tokens_per_s_max", rounded(speed.tokens_per_s_max, 1));
  value.set("peak_rss_mb", speed.peak_rss_mb);
  value.set("flops_per_token", rounded(speed.flops_per_token, 0));
  value.set("matmul_flops_per_s", rounded(speed.matmul_flops_per_s, -6));
  value.set("fraction_of_limit", rounded(speed.fraction_of_limit, 4));
  value.set("loss", rounded(speed.loss, 4));
  return value;
}

/// Shows whether memory grows with the number of steps.
void log_memory(const Speed& speed) {
  const auto text = [](const MemoryAfter& memory) {
    return grouped(memory.in_use) + " bytes in use and " + grouped(memory.resident) +
           " resident after " + grouped(memory.steps) + " steps";
  };
  log_line(LogLevel::kInfo, text(speed.early) + ", " + text(speed.late));
}

Value describe(const OpSpeeds& speeds) {
  Value value = Value::map();
  value.set("threads", num_threads());
  value.set("matmul_flops_per_s", rounded(speeds.matmul_flops_per_s, -6));
  value.set("stream_bytes_per_s", rounded(speeds.stream_bytes_per_s, -6));
  Value ops = Value::list();
  for (const OpSpeed& speed : speeds.ops) {
    Value op = Value::map();
    op.set("op", speed.op);
    op.set("shape", speed.shape);
    op.set("pass", speed.pass);
    op.set("ms", rounded(speed.seconds * 1e3, 4));
    op.set(speed.is_product ? "flops_per_s" : "bytes_per_s", speed.per_second);
    op.set("fraction_of_limit", rounded(speed.fraction_of_limit, 4));
    ops.push_back(std::move(op));
  }
  value.set("ops", std::move(ops));
  return value;
}

std::string table_of(const OpSpeeds& speeds) {
  using Align = TextTable::Align;
  TextTable table;
  table.columns = {{"op", Align::kLeft},       {"shape", Align::kLeft}, {"pass", Align::kLeft},
                   {"ms", Align::kRight},      {"rate", Align::kRight}, {"", Align::kLeft},
                   {"of limit", Align::kRight}};
  for (const OpSpeed& speed : speeds.ops) {
    table.rows.push_back({speed.op, speed.shape, speed.pass, fixed(speed.seconds * 1e3, 3),
                          fixed(speed.per_second / 1e9, 1), speed.is_product ? "GFLOP/s" : "GB/s",
                          fixed(speed.fraction_of_limit, 2)});
  }
  return table.text() + "\nlimits in this run, " + std::to_string(num_threads()) +
         " threads: " + fixed(speeds.matmul_flops_per_s / 1e9, 1) + " GFLOP/s of products, " +
         fixed(speeds.stream_bytes_per_s / 1e9, 1) + " GB/s of streams\n";
}

int bench_ops(const CommandLine& command) {
  OpSpeedOptions options;
  options.steps = positive(command, "steps");
  options.shrink = positive(command, "shrink");
  const OpSpeeds speeds = measure_ops(options);
  std::cout << (command.json() ? write_json(describe(speeds)) + "\n" : table_of(speeds));
  return 0;
}

}  // namespace

int run_bench(const std::vector<std::string>& arguments) {
  CommandLine command = command_line();
  command.parse(arguments);
  const std::string what = what_of(command);
  if (what == "limits" || what == "ops") refuse_options_of_models(command, what);
  if (what == "limits") {
    std::cout << write_json(measure_limits()) << '\n';
    return 0;
  }
  if (what == "ops") return bench_ops(command);
  SpeedOptions options;
  options.trains = what == "train";
  options.steps = positive(command, "steps");
  if (command.has("profile")) options.profile_folder = profile_folder(command);
  const auto precision = command.get<std::string>("precision");
  if (precision != "f32" && precision != "bf16") {
    throw InputError("bad-value", "--precision: there is no " + precision, "write f32 or bf16");
  }
  options.dtype = activation_dtype(precision);
  const bool has_both = command.has("arch") && command.has("shape");
  if (has_both == command.has("file")) {
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

}  // namespace graft
