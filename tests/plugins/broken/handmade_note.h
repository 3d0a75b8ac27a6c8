#pragma once

#include "graft/plugin.h"

/// The ELF note of GRAFT_PLUGIN without its entry, under the name `note`.
#define GRAFT_TEST_NOTE(ID)                                                                  \
  __attribute__((used, section(".note.graft"),                                               \
                 aligned(4))) static constinit const ::graft::detail::HandshakeNote note = { \
      .descriptor = ::graft::detail::make_handshake(ID, "1.0.0")}
