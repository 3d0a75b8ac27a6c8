#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include "graft/value.h"

namespace graft {

/// Builds a tree with marks from the events of the YAML parser. Duplicate keys are collected in
/// `problems`; what would make the tree meaningless or too large throws InputError at once.
class YamlBuilder : public YAML::EventHandler {
 public:
  /// `text` outlives the builder and is what the parser reads.
  YamlBuilder(std::string_view text, std::string file);

  /// A position of the parser as one for people: 1-based, columns in characters.
  Mark mark_of(const YAML::Mark& position);

  Value take_root() { return std::move(root_); }
  std::vector<Problem> take_problems() { return std::move(problems_); }

  void OnDocumentStart(const YAML::Mark& position) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& position, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& position, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& position, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& position, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& position, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  /// A list or map that is being filled.
  struct Frame {
    Value container;
    YAML::anchor_t anchor = 0;
    std::int64_t first_node = 0;  // number of nodes before this one
    bool has_key = false;         // maps: `key` waits for its value
    bool is_duplicate = false;    // maps: that key was there already
    std::string key;
    Mark key_mark;
    std::unordered_map<std::string, int> key_lines;  // line of each key, to find duplicates
  };
  /// A node that aliases may repeat.
  struct Anchored {
    Value value;
    std::int64_t num_nodes = 1;
  };

  bool expects_key() const;
  void open(Value container, const YAML::Mark& position, const std::string& tag,
            YAML::anchor_t anchor);
  void close();
  /// Hands a finished node of `num_nodes` nodes to its parent.
  void add(Value value, YAML::anchor_t anchor, std::int64_t num_nodes);
  void add_key(const YAML::Mark& position, const std::string& text, bool plain);
  void count_repeated(std::int64_t num_nodes, const Mark& mark);

  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Anchored> anchored_;
  std::int64_t num_nodes_ = 0;
  std::int64_t num_repeated_ = 0;
  bool has_document_ = false;
  Value root_;
  std::vector<Problem> problems_;

  // Where `mark_of` counted characters last: marks come nearly in order of the text.
  std::size_t counted_offset_ = 0;
  int counted_line_ = 0;
  int counted_column_ = 0;
};

}  // namespace graft
