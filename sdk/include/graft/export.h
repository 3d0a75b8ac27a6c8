#pragma once

/// Marks what crosses a library boundary; everything else is hidden. On a class it also makes the
/// type information common to all libraries, so that casts and exceptions work across them.
#define GRAFT_API __attribute__((visibility("default")))
