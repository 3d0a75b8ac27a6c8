#include "piece_trie.h"

#include <algorithm>

namespace graft {

/// Places the nodes of a trie, parents before children, each group of children where there is room.
class PieceTrieBuilder {
 public:
  using Pieces = std::vector<std::pair<std::string_view, std::int32_t>>;

  PieceTrieBuilder(const Pieces& pieces, std::vector<PieceTrie::Entry>& entries)
      : pieces_(pieces), entries_(entries) {}

  void build() {
    entries_.assign(kBlock + 1, {});
    entries_[0].parent = 0;  // the root is not free
    std::vector<Node> nodes = {{0, 0, pieces_.size(), 0}};
    while (!nodes.empty()) {
      const Node node = nodes.back();
      nodes.pop_back();
      place_children(node, nodes);
    }
  }

 private:
  static constexpr std::size_t kBlock = 256;

  /// The pieces from `first` to before `last` have the node's string, `depth` bytes, in common.
  struct Node {
    std::uint32_t index = 0;
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t depth = 0;
  };

  void place_children(const Node& node, std::vector<Node>& nodes) {
    std::size_t first = node.first;
    if (pieces_[first].first.size() == node.depth) {
      entries_[node.index].id = pieces_[first].second;
      ++first;
    }
    bytes_.clear();
    starts_.clear();
    for (std::size_t i = first; i < node.last; ++i) {
      const auto byte = static_cast<unsigned char>(pieces_[i].first[node.depth]);
      if (!bytes_.empty() && bytes_.back() == byte) continue;
      bytes_.push_back(byte);
      starts_.push_back(i);
    }
    if (bytes_.empty()) return;
    starts_.push_back(node.last);
    const std::size_t base = find_base();
    entries_[node.index].base = static_cast<std::uint32_t>(base);
    for (std::size_t k = 0; k < bytes_.size(); ++k) {
      const auto child = static_cast<std::uint32_t>(base + bytes_[k]);
      entries_[child].parent = node.index;
      nodes.push_back({child, starts_[k], starts_[k + 1], node.depth + 1});
    }
  }

  /// A base at which all of `bytes_` are free. An only child takes the first free entry. Several
  /// are not tried again where others have failed many times, so that building takes linear time.
  std::size_t find_base() {
    std::size_t& start = bytes_.size() == 1 ? first_free_ : first_roomy_;
    while (is_taken(start)) ++start;
    std::size_t tries = 0;
    for (std::size_t lead = start;; ++lead) {  // where the first child would lie
      const std::size_t base = lead - bytes_.front();
      if (entries_.size() < base + kBlock + 1) entries_.resize(base + kBlock + 1);
      const bool fits = std::none_of(bytes_.begin(), bytes_.end(),
                                     [&](unsigned char byte) { return is_taken(base + byte); });
      if (fits) return base;
      if (++tries % kMostTries == 0) start = lead + 1;
    }
  }

  bool is_taken(std::size_t index) const {
    return index < entries_.size() && entries_[index].parent != PieceTrie::kFree;
  }

  static constexpr std::size_t kMostTries = 256;

  const Pieces& pieces_;
  std::vector<PieceTrie::Entry>& entries_;
  // Bases are above 0, so that no child lies where the root does.
  std::size_t first_free_ = kBlock;   // none from here to before it is free
  std::size_t first_roomy_ = kBlock;  // before it there is room for single children only
  std::vector<unsigned char> bytes_;
  std::vector<std::size_t> starts_;
};

PieceTrie::PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces) {
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  const auto same = [](const auto& left, const auto& right) { return left.first == right.first; };
  pieces.erase(std::unique(pieces.begin(), pieces.end(), same), pieces.end());
  if (!pieces.empty() && pieces.front().first.empty()) pieces.erase(pieces.begin());
  if (pieces.empty()) return;
  PieceTrieBuilder(pieces, entries_).build();
}

}  // namespace graft
