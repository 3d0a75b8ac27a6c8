#include "share.h"

#include "graft/error.h"
#include "graft/random.h"

namespace graft {

namespace {

// The share that owns slot 0 … 9 of ten.
constexpr Share kShareOfTen[10] = {Share::kCorpus,     Share::kTrain,  Share::kTest, Share::kCorpus,
                                   Share::kTrain,      Share::kCorpus, Share::kTest, Share::kTrain,
                                   Share::kValidation, Share::kCorpus};

}  // namespace

const char* name_of(Share share) {
  switch (share) {
    case Share::kCorpus:
      return "corpus";
    case Share::kTrain:
      return "train";
    case Share::kValidation:
      return "validation";
    case Share::kTest:
      break;
  }
  return "test";
}

Share share_of_split(const std::string& split) {
  for (const Share share : {Share::kTrain, Share::kValidation, Share::kTest}) {
    if (split == name_of(share)) return share;
  }
  throw InputError("unknown-split", "small-world: no split named \"" + split + "\"",
                   "use train, validation or test");
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char byte : text) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  }
  return mix_seed(hash, 0);
}

Share share_of_instance(std::string_view name) { return kShareOfTen[hash_of(name) % 10]; }

Share share_of_index(std::int64_t index) { return kShareOfTen[index % 10]; }

Share share_of_document(std::string_view text) {
  switch (hash_of(text) % 20) {
    case 0:
      return Share::kValidation;
    case 1:
      return Share::kTest;
    default:
      return Share::kTrain;
  }
}

}  // namespace graft
