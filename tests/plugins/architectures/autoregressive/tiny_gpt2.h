#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "graft/file.h"
#include "graft/json.h"
#include "plugins/architectures/autoregressive/language_model.h"

namespace graft::tests {

/// What `make_reference.py` wrote beside this file.
inline Value reference() {
  const std::string path =
      GRAFT_SOURCE_DIR "/tests/plugins/architectures/autoregressive/reference.json";
  return parse_json(read_file(path), path);
}

/// A list of numbers as a [batch, seq] tensor of i64.
inline Tensor ids_of(const Value& list, std::int64_t batch) {
  std::vector<std::int64_t> ids;
  for (const Value& id : list.as_list()) ids.push_back(id.as_int());
  return Tensor::from({batch, static_cast<std::int64_t>(ids.size()) / batch}, ids);
}

inline AutoregressiveOptions tiny_options() {
  AutoregressiveOptions options;
  options.hidden_size = 8;
  options.num_layers = 2;
  options.num_heads = 2;
  options.vocab_size = 11;
  options.max_positions = 6;
  return options;
}

/// Gives every parameter the sines that `make_reference.py` uses.
inline void fill_with_sines(const Module& model) {
  const std::vector<NamedParameter> parameters = model.parameters();
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    Tensor tensor = parameters[k].tensor;
    const std::string& name = parameters[k].name;
    const bool is_gain = name.find(".ln_") != std::string::npos && name.ends_with("weight");
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
      const double angle = 1.3 * static_cast<double>(k) + 0.7 * static_cast<double>(i) + 0.1;
      tensor.data<float>()[i] = static_cast<float>(0.3 * std::sin(angle) + (is_gain ? 1.0 : 0.0));
    }
  }
}

inline std::unique_ptr<LanguageModel> tiny_model(
    const AutoregressiveOptions& options = tiny_options(), const HeadSpec& head = {}) {
  Rng rng(7);
  return std::make_unique<LanguageModel>(options, head, rng);
}

/// The batch of the reference.
inline Batch reference_batch() {
  const Value values = reference();
  const std::int64_t batch_size = values.at("batch").as_int();
  Batch batch;
  for (const char* name : {"input_ids", "attention_mask", "labels"}) {
    batch[name] = ids_of(values.at(name), batch_size);
  }
  return batch;
}

}  // namespace graft::tests
