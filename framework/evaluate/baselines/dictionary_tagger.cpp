#include "framework/evaluate/baselines/dictionary_tagger.h"

#include <algorithm>

#include "framework/evaluate/metrics/entity_spans.h"
#include "graft/error.h"

namespace graft {

namespace {

using Counts = std::map<std::string, std::int64_t>;

bool has_fewer(const Counts::value_type& left, const Counts::value_type& right) {
  return left.second < right.second;
}

/// What the training data say of a run of words.
struct Entry {
  Counts types;              // how often it is an entity of each type
  std::int64_t outside = 0;  // how often it stands where no entity is

  std::int64_t inside() const {
    std::int64_t sum = 0;
    for (const auto& [type, count] : types) sum += count;
    return sum;
  }
};

std::vector<std::int64_t> slice(const std::vector<std::int64_t>& numbers, std::size_t begin,
                                std::size_t end) {
  return {numbers.begin() + static_cast<std::ptrdiff_t>(begin),
          numbers.begin() + static_cast<std::ptrdiff_t>(end)};
}

/// Writes an entity over the tags of its words.
void put(const EntitySpan& span, std::vector<std::string>& tags) {
  const std::string suffix = span.type == "_" ? "" : "-" + span.type;
  for (std::size_t i = span.begin; i < span.end; ++i) {
    tags[i] = (i == span.begin ? "B" : "I") + suffix;
  }
}

/// The same entities in the scheme IOB2.
std::vector<std::string> as_iob2(const std::vector<std::string>& tags) {
  std::vector<std::string> written(tags.size(), "O");
  for (const EntitySpan& span : entity_spans(tags)) put(span, written);
  return written;
}

}  // namespace

DictionaryTagger::DictionaryTagger(const std::vector<std::vector<std::string>>& sentences,
                                   const std::vector<std::vector<std::string>>& tags) {
  std::map<Numbers, Entry> entries;
  std::vector<Counts> word_tags;  // by number of the word
  std::vector<Numbers> numbered;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (tags.size() != sentences.size() || sentences[i].size() != tags[i].size()) {
      throw Error("dictionary tagger: sentence " + std::to_string(i) + " of " +
                  std::to_string(sentences.size()) + " does not have as many tags as words");
    }
    const std::vector<std::string> written = as_iob2(tags[i]);
    Numbers numbers;
    for (std::size_t k = 0; k < written.size(); ++k) {
      numbers.push_back(words_.add(sentences[i][k]));
      word_tags.resize(static_cast<std::size_t>(words_.size()));
      ++word_tags[static_cast<std::size_t>(numbers.back())][written[k]];
    }
    for (const EntitySpan& span : entity_spans(written)) {
      ++entries[slice(numbers, span.begin, span.end)].types[span.type];
      longest_ = std::max(longest_, span.end - span.begin);
    }
    numbered.push_back(std::move(numbers));
  }
  for (std::size_t i = 0; i < numbered.size(); ++i) {
    const std::size_t count = numbered[i].size();
    for (std::size_t begin = 0; begin < count; ++begin) {
      const std::size_t last = std::min(count, begin + longest_);
      for (std::size_t end = begin + 1; end <= last && tags[i][end - 1] == "O"; ++end) {
        const auto entry = entries.find(slice(numbered[i], begin, end));
        if (entry != entries.end()) ++entry->second.outside;
      }
    }
  }
  for (const auto& [numbers, entry] : entries) {
    if (entry.inside() < entry.outside) continue;
    types_[numbers] = std::max_element(entry.types.begin(), entry.types.end(), has_fewer)->first;
  }
  for (const Counts& counts : word_tags) {
    // The last of several as often: O stands behind I, and I behind B.
    tag_of_word_.push_back(std::max_element(counts.rbegin(), counts.rend(), has_fewer)->first);
  }
}

std::vector<std::string> DictionaryTagger::predict(const std::vector<std::string>& words) const {
  Numbers numbers;
  for (const std::string& word : words) numbers.push_back(words_.find(word));
  std::vector<std::string> tags(words.size(), "O");
  for (std::size_t begin = 0; begin < words.size();) {
    std::size_t end = std::min(words.size(), begin + longest_);
    auto known = types_.end();
    for (; end > begin; --end) {
      known = types_.find(slice(numbers, begin, end));
      if (known != types_.end()) break;
    }
    if (end == begin) {
      if (numbers[begin] != TermNumbers::kUnknown) {
        tags[begin] = tag_of_word_[static_cast<std::size_t>(numbers[begin])];
      }
      ++begin;
    } else {
      put({known->second, begin, end}, tags);
      begin = end;
    }
  }
  return as_iob2(tags);
}

}  // namespace graft
