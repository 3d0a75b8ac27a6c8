#pragma once

#include <string>
#include <string_view>

namespace graft {

/// What is wrong with the compiled normalization rules of a model; empty: nothing. They are a tree
/// as a double array, which the library walks without looking where it ends, followed by the texts
/// that characters become. Every place that a walk can reach is looked at.
/// Sources: the SentencePiece model format; Yata et al., "Darts-clone", 2008.
std::string charsmap_problem(std::string_view blob);

}  // namespace graft
