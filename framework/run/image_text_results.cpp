#include "framework/run/image_text_results.h"

#include <algorithm>
#include <numeric>

#include "framework/evaluate/embedder.h"
#include "framework/evaluate/retrieval.h"
#include "framework/generate/generator.h"
#include "framework/train/interrupt.h"
#include "framework/train/progress.h"
#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"
#include "graft/ops/matmul.h"

namespace graft {

namespace {

constexpr std::int64_t kMostNewTokens = 100;

/// `caption.image_to_text.recall@10` and the like.
void add_recall(const std::string& column, const std::vector<RecallAt>& recalls, Value& result) {
  for (const RecallAt& entry : recalls) {
    const std::string at = ".recall@" + std::to_string(entry.k);
    result.set(column + ".image_to_text" + at, entry.image_to_text);
    result.set(column + ".text_to_image" + at, entry.text_to_image);
  }
}

void add_retrieval(Architecture& model, const Tokenizer& tokenizer, ImageTextData& data,
                   Value& result) {
  const NoGradient no_gradient;
  const Embedder embedder(model, tokenizer);
  std::vector<std::int64_t> all(static_cast<std::size_t>(data.size()));
  std::iota(all.begin(), all.end(), 0);
  const Tensor images = embedder.images(
      data.size(),
      [&data](const std::vector<std::int64_t>& rows) { return data.pixel_values(rows); });
  std::vector<RecallAt> recalls;
  for (std::size_t column = 0; column < data.columns().size(); ++column) {
    std::vector<std::string> texts;
    for (const std::int64_t index : all) texts.push_back(data.text(index, column));
    const Tensor similarity = matmul(images, embedder.texts(texts), Transpose::kSecond);
    recalls = recall(similarity, all);
    add_recall(data.columns()[column], recalls, result);
  }
  // One text for each image: the same both ways, and for each column.
  for (const RecallAt& entry : recalls) {
    result.set("chance.recall@" + std::to_string(entry.k), entry.text_to_image_chance);
  }
  result.set("n", data.size());
}

/// What the model writes about one image, without the token that ends it.
std::string caption_of(Architecture& model, const Tokenizer& tokenizer,
                       const Tensor& pixel_values) {
  const SpecialTokens special = tokenizer.special_tokens();
  GenerationSettings settings;
  settings.max_new_tokens = kMostNewTokens;
  if (special.eos) settings.eos_token_id = *special.eos;
  const auto first = special.bos ? special.bos : special.eos;
  if (!first) {
    throw InputError("no-first-token", "no token begins a caption",
                     "train the tokenizer with special_tokens");
  }
  Batch source;
  source["pixel_values"] = pixel_values;
  const std::vector<std::int64_t> ids = generate(model, source, {*first}, settings).front().ids;
  return tokenizer.decode(ids, true);
}

void add_captions(const StageContext& context, Architecture& model, const Tokenizer& tokenizer,
                  ImageTextData& data, Value& result) {
  std::string lines;
  std::int64_t num_exact = 0;
  Progress progress(context.stage.name + " captions", data.size());
  const InterruptGuard guard;
  for (std::int64_t index = 0; index < data.size(); ++index) {
    const std::string written = caption_of(model, tokenizer, data.pixel_values({index}));
    bool is_exact = false;
    Value expected = Value::list();
    for (std::size_t column = 0; column < data.columns().size(); ++column) {
      expected.push_back(data.text(index, column));
      is_exact = is_exact || data.text(index, column) == written;
    }
    num_exact += is_exact ? 1 : 0;
    Value line;
    line.set("index", index);
    line.set("captions", std::move(expected));
    line.set("written", written);
    lines += write_json(line) + '\n';
    progress.update(index + 1, "");
    if (interrupt_requested()) {
      throw Interrupted("interrupted; run the same command again to continue");
    }
  }
  write_file(context.folder() + "/captions.jsonl", lines);
  result.set("n", data.size());
  result.set("exact_match", static_cast<double>(num_exact) / static_cast<double>(data.size()));
  progress.finish("exact captions " + std::to_string(num_exact) + " of " +
                  std::to_string(data.size()));
}

}  // namespace

void add_image_text_results(const StageContext& context, Architecture& model,
                            const Tokenizer& tokenizer, ImageTextData& data, Value& result) {
  if (dynamic_cast<ImageTextEmbedding*>(&model) != nullptr) {
    add_retrieval(model, tokenizer, data, result);
  }
  if (dynamic_cast<TextDecoder*>(&model) != nullptr) {
    add_captions(context, model, tokenizer, data, result);
  }
}

}  // namespace graft
