#include "small_world.h"

#include "graft/error.h"

namespace graft {

namespace {

Languages languages_of(const std::string& name) {
  if (name == "en") return Languages::kEnglish;
  return name == "zh" ? Languages::kChinese : Languages::kBoth;
}

}  // namespace

SmallWorld::SmallWorld(const SmallWorldOptions& options)
    : make_example_(maker_of(options.task)),
      seed_(mix_seed(static_cast<std::uint64_t>(options.seed), hash_of(options.task))),
      train_size_(options.train_size.value_or(options.task == "text" ? 12'000 : 2'000)),
      validation_size_(options.validation_size.value_or(400)),
      test_size_(options.test_size.value_or(options.task == "text" ? 400 : 1'000)) {
  source_.world = make_world(static_cast<std::uint64_t>(options.seed));
  source_.facts = all_facts(source_.world);
  source_.languages = languages_of(options.language);
}

std::vector<std::string> SmallWorld::splits() const { return {"train", "validation", "test"}; }

std::int64_t SmallWorld::size(const std::string& split) const {
  switch (share_of_split(split)) {
    case Share::kTrain:
      return train_size_;
    case Share::kValidation:
      return validation_size_;
    default:
      return test_size_;
  }
}

Example SmallWorld::example(const std::string& split, std::int64_t index) const {
  const Share share = share_of_split(split);
  if (index < 0 || index >= size(split)) {
    throw InputError("out-of-range", "small-world: no example " + std::to_string(index) + " in " +
                                         split + ", which has " + std::to_string(size(split)));
  }
  Rng rng(mix_seed(seed_, static_cast<std::uint64_t>(share)), static_cast<std::uint64_t>(index));
  return make_example_(source_, share, index, rng);
}

}  // namespace graft
