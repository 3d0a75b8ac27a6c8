#pragma once

#include <cstdint>
#include <string>

#include "corpus.h"
#include "graft/roles/dataset.h"

namespace graft {

/// What the makers of examples draw from.
struct TaskSource {
  World world;
  std::vector<Fact> facts;
  Languages languages = Languages::kBoth;
};

/// Makes the `index`-th example of a share. `rng` serves this example alone.
using MakeExample = Example (*)(const TaskSource& source, Share share, std::int64_t index,
                                Rng& rng);

/// The maker of a task that the options name. Throws InputError for another name.
MakeExample maker_of(const std::string& task);

}  // namespace graft
