#pragma once

#include <string>

#include "graft/roles/architecture.h"

namespace graft {

/// `head.json` beside an adapter: the head that was trained with it.
void write_head(const std::string& folder, const HeadSpec& head);
HeadSpec read_head(const std::string& folder);

}  // namespace graft
