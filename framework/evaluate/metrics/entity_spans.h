#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// How tags are read as entities. A tag is `O`, or one of `B`, `I`, `E`, `S`, alone or with
/// `-TYPE`.
enum class TagMode {
  /// As seqeval's default, which is conlleval's: what begins without B, or changes its type on the
  /// way, begins an entity too.
  kConll,
  /// As seqeval's mode = "strict": an entity is B and the I of the same type behind it; other I are
  /// outside.
  kStrictIob2,
  /// Strict with ends: S, or B, any I, E, all of the same type.
  kStrictIobes,
};

/// Words [begin, end) of one type; the type of tags without one is `_`.
struct EntitySpan {
  std::string type;
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const EntitySpan&, const EntitySpan&) = default;
};

/// The entities of one sentence, in order. Throws InputError naming a tag of another form, and in a
/// strict mode a letter that the scheme does not have.
/// Source: Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003 Shared Task", 2003, and
/// its script conlleval; Nakayama, "seqeval", 2018.
std::vector<EntitySpan> entity_spans(const std::vector<std::string>& tags,
                                     TagMode mode = TagMode::kConll);

/// The types that tags name, sorted, each once.
std::vector<std::string> entity_types(const std::vector<std::string>& tags);

}  // namespace graft
