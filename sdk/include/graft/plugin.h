#pragma once

#include "graft/export.h"
#include "graft/fingerprint.h"
#include "graft/handshake.h"
#include "graft/registry.h"
#include "graft/version.h"

namespace graft::detail {

constexpr GraftHandshake make_handshake(std::string_view id, std::string_view version) {
  GraftHandshake handshake{};
  handshake.magic = GRAFT_HANDSHAKE_MAGIC;
  handshake.struct_size = sizeof(GraftHandshake);
  handshake.abi_major = GRAFT_ABI_MAJOR;
  handshake.abi_minor = GRAFT_ABI_MINOR;
  const auto copy = [](char* to, std::size_t capacity, std::string_view from) {
    for (std::size_t i = 0; i < from.size() && i + 1 < capacity; ++i) to[i] = from[i];
  };
  copy(handshake.plugin_id, sizeof(handshake.plugin_id), id);
  copy(handshake.plugin_version, sizeof(handshake.plugin_version), version);
  copy(handshake.sdk_version, sizeof(handshake.sdk_version), GRAFT_SDK_VERSION);
  const auto fingerprint = make_fingerprint();
  copy(handshake.fingerprint, sizeof(handshake.fingerprint),
       std::string_view(fingerprint.text, fingerprint.size));
  return handshake;
}

/// An ELF note as the linker keeps it.
struct HandshakeNote {
  std::uint32_t name_size = sizeof(GRAFT_NOTE_OWNER);
  std::uint32_t descriptor_size = sizeof(GraftHandshake);
  std::uint32_t type = GRAFT_NOTE_TYPE;
  char name[8] = GRAFT_NOTE_OWNER;
  GraftHandshake descriptor;
};
static_assert(sizeof(GRAFT_NOTE_OWNER) == 6 &&
              sizeof(HandshakeNote) == 20 + sizeof(GraftHandshake));

}  // namespace graft::detail

/// Makes this library a plugin. Once per library, followed by the body of a function that registers
/// components:
///
///   GRAFT_PLUGIN("org.acme.mamba", "1.4.0", registry) {
///     registry.architecture<Mamba, MambaOptions>("mamba", "Selective state spaces");
///   }
#define GRAFT_PLUGIN(ID, VERSION, REGISTRY)                                                       \
  static_assert(sizeof(ID) > 1 && sizeof(ID) <= 96, "plugin id: 1 to 95 bytes");                  \
  static_assert(sizeof(VERSION) > 1 && sizeof(VERSION) <= 32, "plugin version: 1 to 31 bytes");   \
  static void graft_register_components(::graft::Registry& REGISTRY);                             \
  __attribute__((                                                                                 \
      used, section(".note.graft"),                                                               \
      aligned(4))) static constinit const ::graft::detail::HandshakeNote graft_handshake_note = { \
      .descriptor = ::graft::detail::make_handshake(ID, VERSION)};                                \
  extern "C" GRAFT_API constinit const GraftPlugin graft_plugin;                                  \
  constinit const GraftPlugin graft_plugin = {                                                    \
      sizeof(GraftPlugin), 0, &graft_handshake_note.descriptor, [](void* registry) {              \
        graft_register_components(*static_cast<::graft::Registry*>(registry));                    \
      }};                                                                                         \
  static void graft_register_components(::graft::Registry& REGISTRY)
