#include "framework/data/token_cache.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "framework/cli/log.h"
#include "framework/data/content_hash.h"
#include "framework/data/token_stream.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/parallel.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "graft tokens 1\n";
constexpr std::size_t kDigits = 32;
constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kBatch = 1024;  // documents that are read at a time

/// What decides how the tokenizer cuts a text.
std::string hash_of(const Tokenizer& tokenizer, const std::string& library,
                    const std::string& folder) {
  ContentHash hash;
  hash.add_text(library);
  const std::string files = folder + "/tokenizer";
  fs::remove_all(files);
  fs::create_directories(files);
  tokenizer.save(files);
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(files)) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    hash.add_text(fs::path(path).filename().string());
    hash.add_file(path);
  }
  fs::remove_all(files);
  return hash.digits();
}

std::string hash_of(const Dataset& dataset, const std::string& split) {
  ContentHash hash;
  const std::int64_t size = dataset.size(split);
  for (std::int64_t first = 0; first < size; first += kBatch) {
    std::vector<std::string> texts(static_cast<std::size_t>(std::min(kBatch, size - first)));
    parallel_tasks(std::ssize(texts), [&](std::int64_t i, int) {
      texts[static_cast<std::size_t>(i)] = dataset.example(split, first + i).text("text");
    });
    for (const std::string& text : texts) hash.add_text(text);
  }
  return hash.digits();
}

std::string hash_of(std::string_view bytes) {
  ContentHash hash;
  hash.add(bytes);
  return hash.digits();
}

/// A file: the magic, the hash of what follows it, and the ids as 32-bit numbers of this machine.
std::string packed(const std::vector<std::int64_t>& tokens) {
  std::string ids(tokens.size() * sizeof(std::uint32_t), '\0');
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto id = static_cast<std::uint32_t>(tokens[i]);
    std::memcpy(ids.data() + i * sizeof id, &id, sizeof id);
  }
  return std::string(kMagic) + hash_of(ids) + ids;
}

/// nullopt: not such a file, or damaged.
std::optional<std::vector<std::int64_t>> unpacked(std::string_view file, std::int64_t vocab_size) {
  const std::size_t head = kMagic.size() + kDigits;
  if (file.size() < head || !file.starts_with(kMagic)) return std::nullopt;
  const std::string_view ids = file.substr(head);
  if (ids.size() % sizeof(std::uint32_t) != 0) return std::nullopt;
  if (hash_of(ids) != file.substr(kMagic.size(), kDigits)) return std::nullopt;
  std::vector<std::int64_t> tokens(ids.size() / sizeof(std::uint32_t));
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::uint32_t id = 0;
    std::memcpy(&id, ids.data() + i * sizeof id, sizeof id);
    if (id >= vocab_size) return std::nullopt;
    tokens[i] = id;
  }
  return tokens;
}

}  // namespace

TokenCache::TokenCache(std::string folder, const Tokenizer& tokenizer, const std::string& library)
    : folder_(std::move(folder)), tokenizer_(tokenizer) {
  fs::create_directories(folder_);
  tokenizer_hash_ = hash_of(tokenizer, library, folder_);
}

std::vector<std::int64_t> TokenCache::stream(const Dataset& dataset,
                                             const std::string& split) const {
  ContentHash key;
  key.add_text(tokenizer_hash_);
  key.add_text(hash_of(dataset, split));
  const std::string path = folder_ + "/" + key.digits() + ".tokens";
  if (fs::exists(path)) {
    if (auto tokens = unpacked(read_file(path, kNoLimit), tokenizer_.vocab_size()))
      return *std::move(tokens);
    log_line(LogLevel::kWarning, path + " is damaged; the texts are tokenized again");
  }
  std::vector<std::int64_t> tokens = read_token_stream(dataset, split, tokenizer_);
  try {
    write_file(path, packed(tokens));
  } catch (const Error& error) {
    log_line(LogLevel::kWarning, std::string("tokens are not kept: ") + error.what());
  }
  return tokens;
}

}  // namespace graft
