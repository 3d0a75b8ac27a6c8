#include "handmade_note.h"

GRAFT_TEST_NOTE("test.no-entry");

// As any plugin, it uses the standard library.
extern "C" GRAFT_API const char* test_version() {
  static const std::string version = graft::sdk_version();
  return version.c_str();
}
