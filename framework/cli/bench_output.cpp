#include "framework/cli/bench_output.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "framework/report/text_table.h"
#include "graft/parallel.h"

namespace graft {

namespace {

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

void set_rate(Value& value, const std::string& key, const TextRate& rate) {
  value.set(key, rounded(rate.median, 2));
  value.set(key + "_min", rounded(rate.least, 2));
  value.set(key + "_max", rounded(rate.most, 2));
}

double tokens_per_byte(const TokenizerSpeed& speed) {
  return static_cast<double>(speed.tokens) / static_cast<double>(speed.bytes);
}

}  // namespace

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

Value describe(const MachineLimits& limits) {
  Value value = Value::map();
  value.set("precision", name_of(limits.dtype));
  for (const MachineLimits::Product& product : limits.products) {
    value.set("matmul_" + std::to_string(product.size) + "_flops_per_s",
              rounded(product.flops_per_s, -6));
  }
  value.set("stream_bytes_per_s", rounded(limits.stream_bytes_per_s, -6));
  return value;
}

Value describe(const OpSpeeds& speeds) {
  Value value = Value::map();
  value.set("threads", num_threads());
  value.set("precision", name_of(speeds.dtype));
  value.set("matmul_flops_per_s", rounded(speeds.matmul_flops_per_s, -6));
  value.set("stream_bytes_per_s", rounded(speeds.stream_bytes_per_s, -6));
  Value ops = Value::list();
  for (const OpSpeed& speed : speeds.ops) {
    Value op = Value::map();
    op.set("op", speed.op);
    op.set("shape", speed.shape);
    op.set("precision", name_of(speed.dtype));
    op.set("pass", speed.pass);
    op.set("ms", rounded(speed.seconds * 1e3, 4));
    op.set(speed.is_product ? "flops_per_s" : "bytes_per_s", speed.per_second);
    op.set("fraction_of_limit", rounded(speed.fraction_of_limit, 4));
    ops.push_back(std::move(op));
  }
  value.set("ops", std::move(ops));
  return value;
}

Value describe(const std::vector<TokenizerSpeed>& speeds) {
  Value value = Value::map();
  value.set("threads", num_threads());
  Value tokenizers = Value::list();
  for (const TokenizerSpeed& speed : speeds) {
    Value tokenizer = Value::map();
    tokenizer.set("tokenizer", speed.name);
    tokenizer.set("vocab_size", speed.vocab_size);
    tokenizer.set("bytes", speed.bytes);
    tokenizer.set("tokens", speed.tokens);
    tokenizer.set("tokens_per_byte", rounded(tokens_per_byte(speed), 4));
    tokenizer.set("train_s",
                  speed.train_seconds ? Value(rounded(*speed.train_seconds, 3)) : Value());
    set_rate(tokenizer, "encode_mb_per_s", speed.encode);
    set_rate(tokenizer, "encode_parallel_mb_per_s", speed.encode_parallel);
    tokenizer.set("scaling", rounded(speed.scaling, 3));
    set_rate(tokenizer, "decode_mb_per_s", speed.decode);
    tokenizer.set("exact", speed.is_exact);
    tokenizers.push_back(std::move(tokenizer));
  }
  value.set("tokenizers", std::move(tokenizers));
  return value;
}

std::string table_of(const MachineLimits& limits) {
  using Align = TextTable::Align;
  TextTable table;
  table.columns = {{"limit", Align::kLeft}, {"rate", Align::kRight}, {"", Align::kLeft}};
  for (const MachineLimits::Product& product : limits.products) {
    const std::string size = std::to_string(product.size);
    table.rows.push_back({std::string("product in ") + name_of(limits.dtype) + ", " + size + " x " +
                              size + " x " + size,
                          fixed(product.flops_per_s / 1e9, 1), "GFLOP/s"});
  }
  table.rows.push_back({"stream", fixed(limits.stream_bytes_per_s / 1e9, 1), "GB/s"});
  return table.text() + "\nwith " + std::to_string(num_threads()) + " threads\n";
}

std::string table_of(const OpSpeeds& speeds) {
  using Align = TextTable::Align;
  TextTable table;
  table.columns = {{"op", Align::kLeft},   {"shape", Align::kLeft},    {"", Align::kLeft},
                   {"pass", Align::kLeft}, {"ms", Align::kRight},      {"rate", Align::kRight},
                   {"", Align::kLeft},     {"of limit", Align::kRight}};
  for (const OpSpeed& speed : speeds.ops) {
    table.rows.push_back({speed.op, speed.shape, name_of(speed.dtype), speed.pass,
                          fixed(speed.seconds * 1e3, 3), fixed(speed.per_second / 1e9, 1),
                          speed.is_product ? "GFLOP/s" : "GB/s",
                          fixed(speed.fraction_of_limit, 2)});
  }
  return table.text() + "\nlimits in this run, " + std::to_string(num_threads()) +
         " threads: " + fixed(speeds.matmul_flops_per_s / 1e9, 1) + " GFLOP/s of products in " +
         name_of(speeds.product_dtype) + ", " + fixed(speeds.stream_bytes_per_s / 1e9, 1) +
         " GB/s of streams\n";
}

std::string table_of(const std::vector<TokenizerSpeed>& speeds) {
  using Align = TextTable::Align;
  const std::string threads = std::to_string(num_threads());
  TextTable table;
  table.columns = {{"tokenizer", Align::kLeft},
                   {"entries", Align::kRight},
                   {"training s", Align::kRight},
                   {"encode MB/s", Align::kRight},
                   {"threads " + threads, Align::kRight},
                   {"times", Align::kRight},
                   {"decode MB/s", Align::kRight},
                   {"tokens/byte", Align::kRight},
                   {"exact", Align::kLeft}};
  for (const TokenizerSpeed& speed : speeds) {
    table.rows.push_back({speed.name, std::to_string(speed.vocab_size),
                          speed.train_seconds ? fixed(*speed.train_seconds, 2) : "",
                          fixed(speed.encode.median, 1), fixed(speed.encode_parallel.median, 1),
                          fixed(speed.scaling, 2), fixed(speed.decode.median, 1),
                          fixed(tokens_per_byte(speed), 3), speed.is_exact ? "yes" : "no"});
  }
  const std::int64_t bytes = speeds.empty() ? 0 : speeds.front().bytes;
  return table.text() + "\nfirst passes over " + fixed(static_cast<double>(bytes) / 1e6, 1) +
         " MB of text, medians\n";
}

}  // namespace graft
