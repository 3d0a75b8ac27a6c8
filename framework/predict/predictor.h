#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "framework/predict/saved_task.h"
#include "graft/jsonl_file.h"
#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Answers inputs in the way of one kind of head. First every input is added, then answers are
/// asked for, those of like size together.
class Predictor {
 public:
  virtual ~Predictor();

  /// Reads a row of `file`. Returns its size, by which rows are grouped. Throws InputError for rows
  /// that lack what the head needs, and for texts that are too long.
  virtual std::size_t add(const JsonlFile& file, const Value& row) = 0;
  /// One answer for each of these inputs, by their number in order of `add`.
  virtual std::vector<Value> answer(const std::vector<std::size_t>& inputs) = 0;
};

/// What predictors work with; all of it must outlive them. `tokenizer` may be null for models that
/// read images only. `generation`: settings of what is written, see folder_settings. `task`: what
/// the model was adapted to, where that is known.
struct PredictorParts {
  Architecture& model;
  const HeadSpec& head;
  const Tokenizer* tokenizer;
  const Value& generation;
  std::optional<SavedTask> task = std::nullopt;
};

/// The predictor for this model: labels of texts, of tokens or of images, answers to questions,
/// words in place of masks, or text. Throws InputError when the model can do none of it.
std::unique_ptr<Predictor> make_predictor(const PredictorParts& parts);

/// Answers every row of a file, in order. Throws InputError with every mistake of the file.
std::vector<Value> predict_file(const JsonlFile& file, Predictor& predictor);

}  // namespace graft
