#include "framework/generate/decoding_session.h"

#include <algorithm>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

Tensor matrix_of(const std::vector<std::vector<std::int64_t>>& rows) {
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) ids.insert(ids.end(), row.begin(), row.end());
  const auto count = static_cast<std::int64_t>(rows.size());
  return Tensor::from({count, static_cast<std::int64_t>(ids.size()) / count}, ids);
}

TextDecoder& decoder_of(Architecture& model) {
  auto* const decoder = dynamic_cast<TextDecoder*>(&model);
  if (decoder != nullptr) return *decoder;
  throw InputError("wrong-family", "the model writes no text",
                   "use one that predicts the next token");
}

}  // namespace

DecodingSession::DecodingSession(Architecture& model, Batch source,
                                 const std::vector<std::int64_t>& prompt)
    : decoder_(decoder_of(model)),
      limit_(decoder_.position_limit()),
      source_(std::move(source)),
      rows_({prompt}) {
  if (prompt.empty()) {
    throw InputError("empty-prompt", "the prompt has no token",
                     "begin with the token that begins a text");
  }
  begin();
  read(rows_);
}

const std::vector<std::int64_t>& DecodingSession::ids(std::int64_t row) const {
  return rows_.at(static_cast<std::size_t>(row));
}

Scores DecodingSession::logits(std::int64_t row) const {
  const std::int64_t vocab_size = logits_.dim(1);
  const float* begin = logits_.data<float>() + row * vocab_size;
  return Scores(begin, begin + vocab_size);
}

void DecodingSession::select_rows(const std::vector<std::int64_t>& rows) {
  const NoGradient no_gradient;
  std::vector<std::vector<std::int64_t>> selected;
  for (const std::int64_t row : rows) selected.push_back(ids(row));
  rows_ = std::move(selected);
  cache_.select_rows(rows);
  logits_ = graft::select_rows(logits_, rows);
}

void DecodingSession::advance(const std::vector<std::int64_t>& tokens) {
  std::vector<std::vector<std::int64_t>> next;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    rows_[row].push_back(tokens.at(row));
    next.push_back({tokens[row]});
  }
  if (limit_ == 0 || cache_.length() < limit_) {
    read(next);
  } else {
    restart();
  }
}

void DecodingSession::begin() {
  const NoGradient no_gradient;
  cache_ = decoder_.start(source_, context_);
  cache_.select_rows(std::vector<std::int64_t>(rows_.size(), 0));
}

void DecodingSession::read(const std::vector<std::vector<std::int64_t>>& rows) {
  const NoGradient no_gradient;
  logits_ = decoder_.next_token_logits(matrix_of(rows), Tensor(), cache_, context_);
  num_read_ += static_cast<std::int64_t>(rows.front().size());
}

void DecodingSession::restart() {
  // Learned prefixes take positions too, beside those of the tokens.
  const std::int64_t kept = std::max<std::int64_t>(num_read_ * 3 / 4, 1);
  begin();
  num_read_ = 0;
  std::vector<std::vector<std::int64_t>> ends;
  for (const auto& row : rows_) ends.emplace_back(row.end() - kept, row.end());
  read(ends);
}

}  // namespace graft
