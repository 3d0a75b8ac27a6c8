#include "handmade_note.h"

GRAFT_TEST_NOTE("test.foreign-entry");

static constinit const GraftHandshake kOther =
    graft::detail::make_handshake("test.somebody-else", "1.0.0");

extern "C" GRAFT_API constinit const GraftPlugin graft_plugin;
constinit const GraftPlugin graft_plugin = {
    sizeof(GraftPlugin), 0, &kOther,
    [](void* registry) { static_cast<graft::Registry*>(registry)->add(graft::Component()); }};
