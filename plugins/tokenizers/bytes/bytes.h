#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graft/options.h"
#include "graft/roles/tokenizer.h"

namespace graft {

struct BytesOptions {
  bool end_of_text = false;

  static Schema<BytesOptions> schema();
};

/// Every byte of a text is a token: id and value are the same. With `end_of_text` there is one more
/// token, 256, which begins and ends texts; it puts itself around none.
class Bytes : public Tokenizer {
 public:
  explicit Bytes(const BytesOptions& options) : options_(options) {}

  /// Learns nothing; no text is read.
  static std::unique_ptr<Tokenizer> train(const BytesOptions& options, const TextSource& texts);
  static std::unique_ptr<Tokenizer> load(const std::string& folder);

  std::vector<std::int64_t> encode(std::string_view text,
                                   const EncodeOptions& options) const override;
  std::string decode(const std::vector<std::int64_t>& ids, bool skip_special_tokens) const override;
  /// Printable ASCII as it is, other bytes as `<0x0A>`.
  std::string token(std::int64_t id) const override;
  std::optional<std::int64_t> id_of(std::string_view token) const override;
  std::int64_t vocab_size() const override { return options_.end_of_text ? 257 : 256; }
  SpecialTokens special_tokens() const override;
  bool starts_word(std::int64_t id) const override;
  void save(const std::string& folder) const override;

 private:
  BytesOptions options_;
};

}  // namespace graft
