#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "graft/export.h"

namespace graft {

/// The files of a data set by split: "train", "validation", "test". `path` is a file, which is the
/// training split, or a folder with `train`, `valid` (or `validation`, `val`, `dev`) and `test`,
/// each with one of `extensions` (such as ".txt"); at least one of them. Throws InputError when
/// there is none, or when two files are the same split.
GRAFT_API std::map<std::string, std::string> find_split_files(
    const std::string& path, const std::vector<std::string>& extensions);

/// How many of `count` examples become the validation split where a data set has none:
/// `share` of them, rounded, but at least one. 0 when `share` is 0. Throws InputError when none
/// would be left to train on.
GRAFT_API std::int64_t held_out_count(std::int64_t count, double share);

}  // namespace graft
