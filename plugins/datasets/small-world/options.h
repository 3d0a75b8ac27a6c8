#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/options.h"

namespace graft {

struct SmallWorldOptions {
  std::string task = "text";
  std::string language = "both";
  std::int64_t seed = 1;
  std::optional<std::int64_t> train_size;
  std::optional<std::int64_t> validation_size;
  std::optional<std::int64_t> test_size;

  static Schema<SmallWorldOptions> schema() {
    return Schema<SmallWorldOptions>()
        .field(
            "task", &SmallWorldOptions::task,
            "what an example is: a document of the unlabelled corpus (text) or of a labelled task",
            one_of({"text", "sentiment", "entities", "translation", "summary", "question-answer",
                    "sums", "pictures"}))
        .field("language", &SmallWorldOptions::language,
               "language of the texts; translations go from it to the other one",
               one_of({"both", "en", "zh"}))
        .field("seed", &SmallWorldOptions::seed, "another seed makes another world", at_least(0))
        .field("train_size", &SmallWorldOptions::train_size,
               "training examples; absent: 12,000 for text, else 2,000", in_range(1, 10'000'000))
        .field("validation_size", &SmallWorldOptions::validation_size,
               "validation examples; absent: 400", in_range(1, 10'000'000))
        .field("test_size", &SmallWorldOptions::test_size,
               "test examples; absent: 400 for text, else 1,000", in_range(1, 10'000'000));
  }
};

}  // namespace graft
