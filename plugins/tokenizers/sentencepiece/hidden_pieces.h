#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace graft {

/// A model whose pieces `ids` are of the kind that no text holds, as those that begin and end texts
/// are. `model` has passed `check_sentencepiece_model`.
std::string with_hidden_pieces(std::string_view model, const std::set<std::int64_t>& ids);

}  // namespace graft
