#pragma once

#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

/// The options, if they fit together and with the head. Throws InputError with every mistake:
/// sizes, a vocabulary that is not known, a head that the model does not have, options of the other
/// style.
const AutoregressiveOptions& checked(const AutoregressiveOptions& options, const HeadSpec& head);

}  // namespace graft
