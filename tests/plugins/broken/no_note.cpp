#include "graft/plugin.h"

static constinit const GraftHandshake kHandshake =
    graft::detail::make_handshake("test.no-note", "1.0.0");

extern "C" GRAFT_API constinit const GraftPlugin graft_plugin;
constinit const GraftPlugin graft_plugin = {sizeof(GraftPlugin), 0, &kHandshake, [](void*) {}};
