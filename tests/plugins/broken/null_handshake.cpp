#include "handmade_note.h"

GRAFT_TEST_NOTE("test.null-handshake");

extern "C" GRAFT_API constinit const GraftPlugin graft_plugin;
constinit const GraftPlugin graft_plugin = {
    sizeof(GraftPlugin), 0, nullptr,
    [](void* registry) { static_cast<graft::Registry*>(registry)->add(graft::Component()); }};
