#pragma once

#include <string>
#include <string_view>

namespace graft {

/// The text as CLIP reads it: composed (NFC), each run of white space one space, lower case, in
/// this order. Bytes that form no character stay. Time grows linearly with the text. Source:
/// Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021;
/// the steps are those of its published tokenizer.json.
std::string normalize_clip(std::string_view text);

/// The text without white space at its ends, as CLIP's texts come back.
std::string trim_clip(std::string_view text);

}  // namespace graft
