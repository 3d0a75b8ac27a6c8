#pragma once

#include <functional>
#include <string>

#include "graft/jsonl_file.h"

namespace graft {

/// Calls `read` for every row of a file; whatever is wrong with rows names file and line, and all
/// of it comes in one InputError, up to 20 rows.
void for_each_row(const JsonlFile& file, const std::function<void(const Value& row)>& read);

/// The path that a row's `image` names, relative to the file of the row. Throws InputError when
/// there is no such file.
std::string image_path(const JsonlFile& file, const Value& row);
/// The same of a picture that can be read to its end: throws InputError about the row where it
/// cannot, so that all of them are told before a model is asked for any.
std::string readable_image_path(const JsonlFile& file, const Value& row);

}  // namespace graft
