#pragma once

// Which sanitizer a file is compiled with, as GCC and Clang tell: GRAFT_ADDRESS_SANITIZER and
// GRAFT_THREAD_SANITIZER are 1 or 0.

#if defined(__has_feature)
#define GRAFT_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#define GRAFT_THREAD_SANITIZER __has_feature(thread_sanitizer)
#else
#if defined(__SANITIZE_ADDRESS__)
#define GRAFT_ADDRESS_SANITIZER 1
#else
#define GRAFT_ADDRESS_SANITIZER 0
#endif
#if defined(__SANITIZE_THREAD__)
#define GRAFT_THREAD_SANITIZER 1
#else
#define GRAFT_THREAD_SANITIZER 0
#endif
#endif
