#pragma once

/* The frozen C part of the plugin boundary: append only. A host reads `GraftHandshake` from an ELF
   note of the library, before any of its code runs, and calls the entry only when it agrees. */

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GRAFT_HANDSHAKE_MAGIC 0x54465247u /* "GRFT", little-endian */
#define GRAFT_ABI_MAJOR 1u                /* raised when old plugins can no longer be loaded */
#define GRAFT_ABI_MINOR 0u                /* raised when something is added */

/* ELF note: section ".note.graft", owner "Graft", type 1, descriptor = GraftHandshake. */
#define GRAFT_NOTE_OWNER "Graft"
#define GRAFT_NOTE_TYPE 1u

typedef struct GraftHandshake {
  uint32_t magic;       /* GRAFT_HANDSHAKE_MAGIC */
  uint32_t struct_size; /* bytes of this struct as the plugin knows it; readers accept larger */
  uint32_t abi_major;
  uint32_t abi_minor;
  char plugin_id[96]; /* reverse domain or dotted name, NUL-terminated UTF-8 */
  char plugin_version[32];
  char sdk_version[32];
  char fingerprint[512]; /* "key=value;key=value;", see fingerprint.h */
} GraftHandshake;

/* The one symbol a plugin exports, named "graft_plugin". */
typedef struct GraftPlugin {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */
  const GraftHandshake* handshake;
  void (*register_components)(void* registry); /* graft::Registry*; C++ exceptions may leave it */
} GraftPlugin;

#ifdef __cplusplus
}
#endif
