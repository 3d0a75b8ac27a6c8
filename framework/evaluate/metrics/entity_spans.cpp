#include "framework/evaluate/metrics/entity_spans.h"

#include <set>

#include "graft/error.h"

namespace graft {

namespace {

struct Tag {
  char letter = 'O';
  std::string type = "_";
};

Tag read_tag(const std::string& text, std::string_view letters) {
  Tag tag;
  const bool has_form = !text.empty() && letters.find(text[0]) != std::string_view::npos &&
                        (text.size() == 1 || (text[1] == '-' && text[0] != 'O'));
  if (!has_form) {
    throw InputError("bad-tag", "tag \"" + text + "\" is none of " + std::string(letters),
                     "write O, or a letter and a type, for example B-PER");
  }
  tag.letter = text[0];
  if (text.size() > 2) tag.type = text.substr(2);
  return tag;
}

std::string_view letters_of(TagMode mode) { return mode == TagMode::kStrictIob2 ? "BIO" : "BIESO"; }

bool ends_entity(const Tag& before, const Tag& tag) {
  if (before.letter == 'O') return false;
  return before.letter == 'E' || before.letter == 'S' || tag.letter == 'B' || tag.letter == 'S' ||
         tag.letter == 'O' || before.type != tag.type;
}

bool begins_entity(const Tag& before, const Tag& tag) {
  if (tag.letter == 'O') return false;
  return tag.letter == 'B' || tag.letter == 'S' || before.letter == 'E' || before.letter == 'S' ||
         before.letter == 'O' || before.type != tag.type;
}

std::vector<EntitySpan> conll_spans(const std::vector<Tag>& tags) {
  std::vector<EntitySpan> spans;
  Tag before;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= tags.size(); ++i) {
    const Tag& tag = i < tags.size() ? tags[i] : Tag();
    if (ends_entity(before, tag)) spans.push_back({before.type, begin, i});
    if (begins_entity(before, tag)) begin = i;
    before = tag;
  }
  return spans;
}

std::vector<EntitySpan> strict_spans(const std::vector<Tag>& tags, bool has_ends) {
  std::vector<EntitySpan> spans;
  for (std::size_t begin = 0; begin < tags.size();) {
    const Tag& first = tags[begin];
    std::size_t end = begin + 1;
    if (first.letter == 'B') {
      const auto goes_on = [&](const Tag& tag) {
        return (tag.letter == 'I' || tag.letter == 'E') && tag.type == first.type &&
               tags[end - 1].letter != 'E';
      };
      while (end < tags.size() && goes_on(tags[end])) ++end;
    }
    const bool is_entity =
        first.letter == 'S' || (first.letter == 'B' && (!has_ends || tags[end - 1].letter == 'E'));
    if (is_entity) spans.push_back({first.type, begin, end});
    begin = end;
  }
  return spans;
}

}  // namespace

std::vector<EntitySpan> entity_spans(const std::vector<std::string>& tags, TagMode mode) {
  std::vector<Tag> read;
  read.reserve(tags.size());
  for (const std::string& tag : tags) read.push_back(read_tag(tag, letters_of(mode)));
  if (mode == TagMode::kConll) return conll_spans(read);
  return strict_spans(read, mode == TagMode::kStrictIobes);
}

std::vector<std::string> entity_types(const std::vector<std::string>& tags) {
  std::set<std::string> types;
  for (const std::string& text : tags) {
    Tag tag = read_tag(text, letters_of(TagMode::kConll));
    if (tag.letter != 'O') types.insert(std::move(tag.type));
  }
  return {types.begin(), types.end()};
}

}  // namespace graft
