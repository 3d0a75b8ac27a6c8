#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/data/model_text.h"
#include "framework/generate/generation_settings.h"
#include "framework/generate/request.h"
#include "framework/tasks/task.h"

namespace graft {

/// How a task lets a model write: beams and lengths from the options, ended by the token that ends
/// texts. Throws InputError where the tokenizer has none.
GenerationSettings writing_settings(const TaskOptions& options, const Tokenizer& tokenizer);
/// The token that ends a text: that of the end of sequences, else the one that separates texts.
std::int64_t ending_token(const Tokenizer& tokenizer);

/// A source as the model reads it before it writes: by its encoder, or as source_prompt has it,
/// with room behind it for what is written, half of the model's positions at least.
ModelText source_text(const std::string& source, const TaskOptions& options,
                      const Tokenizer& tokenizer, const Architecture& model);
/// Lets a model that continues its prompt write no more tokens than fit behind one of this length.
void keep_room(std::size_t prompt_length, const Architecture& model, GenerationSettings& settings);

/// Without special tokens and the white space around it.
std::string clean_text(const std::vector<std::int64_t>& ids, const Tokenizer& tokenizer);
/// What a model writes from this start, cleaned.
std::string write_text(const TaskModel& model, const TextStart& start,
                       const GenerationSettings& settings);

/// Calls `write` for each of `count` texts, with progress under `label`. Throws Interrupted.
std::vector<std::string> write_texts(const std::string& label, std::int64_t count,
                                     const std::function<std::string(std::int64_t)>& write);

/// Scores texts that should be one of their references: BLEU, chrF, ROUGE-L and exact matches, BLEU
/// first. Each prediction carries its index.
TaskScores score_texts(const std::vector<std::string>& written,
                       const std::vector<std::vector<std::string>>& references,
                       const std::vector<std::int64_t>& indices, const TaskOptions& options,
                       std::uint64_t seed);

}  // namespace graft
