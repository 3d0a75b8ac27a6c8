#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/generate/generation_settings.h"
#include "framework/generate/request.h"
#include "framework/tasks/task.h"

namespace graft {

/// How a task lets a model write: beams and lengths from the options, ended by the token that ends
/// texts. Throws InputError where the tokenizer has none.
GenerationSettings writing_settings(const TaskOptions& options, const Tokenizer& tokenizer);
/// The token that ends a text: that of the end of sequences, else the one that separates texts.
std::int64_t ending_token(const Tokenizer& tokenizer);

/// What a model writes from this start, without special tokens and the white space around it.
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
