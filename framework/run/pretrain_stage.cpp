#include <algorithm>
#include <memory>
#include <optional>

#include "framework/cli/log.h"
#include "framework/data/splits.h"
#include "framework/data/token_cache.h"
#include "framework/data/token_stream.h"
#include "framework/evaluate/text_loss.h"
#include "framework/evaluate/unigram.h"
#include "framework/run/image_text_pretraining.h"
#include "framework/run/parameter_count.h"
#include "framework/run/stage_counts.h"
#include "framework/run/stages.h"
#include "framework/train/trainer.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::int64_t kEvaluationRows = 32;
constexpr std::int64_t kUnigramTargets = 1'000'000;

/// Loss of the model that knows how often targets occur in training, on those of the validation
/// data.
double unigram_loss(const TextObjective& objective, const TokenTraits& tokens,
                    WindowSampler& sampler, const Tensor& validation, std::uint64_t seed) {
  Unigram unigram(tokens.vocab_size);
  for (std::int64_t row = 0; row < sampler.epoch_size() && unigram.num_targets() < kUnigramTargets;
       row += kEvaluationRows) {
    const std::int64_t rows = std::min(kEvaluationRows, sampler.epoch_size() - row);
    Rng rng(mix_seed(seed, 13, static_cast<std::uint64_t>(row)));
    unigram.learn(objective.pretraining_batch(sampler.rows(row, rows), tokens, rng));
  }
  double sum = 0.0;
  std::int64_t num_targets = 0;
  for (std::int64_t row = 0; row < validation.dim(0); row += kEvaluationRows) {
    const std::int64_t end = std::min(row + kEvaluationRows, validation.dim(0));
    Rng rng(mix_seed(seed, 5, static_cast<std::uint64_t>(row)));
    sum += unigram.loss_sum(
        objective.pretraining_batch(validation.view_rows(row, end), tokens, rng), num_targets);
  }
  return num_targets == 0 ? 0.0 : sum / static_cast<double>(num_targets);
}

/// The hashes of all libraries that may have made a tokenizer.
std::string tokenizer_libraries(const PluginCatalog& catalog) {
  std::string hashes;
  for (const CatalogEntry& entry : catalog.entries()) {
    if (entry.kind == Kind::kTokenizer) hashes += entry.sha256 + ' ';
  }
  return hashes;
}

}  // namespace

Value run_pretrain_stage(const StageContext& context) {
  const Stage& stage = context.stage;
  const std::unique_ptr<Tokenizer> tokenizer = open_tokenizer(context);
  StageModel trained = starting_model(context, *tokenizer, HeadSpec{});
  set_trainable(*trained.model, true);
  if (dynamic_cast<ImageTextObjective*>(trained.model.get()) != nullptr) {
    return pretrain_on_images(context, trained, *tokenizer);
  }
  auto* objective = dynamic_cast<TextObjective*>(trained.model.get());
  if (objective == nullptr) {
    throw InputError(
        {Problem{context.experiment.file, stage.mark.line, stage.mark.column, "bad-value",
                 "stage `" + stage.name + "`: this architecture has no objective of its own",
                 "choose another architecture"}});
  }
  const std::unique_ptr<Dataset> dataset = open_dataset(context.catalog, *stage.data);
  const TokenTraits tokens = token_traits(*tokenizer);
  const TokenCache cache(context.run.path() + "/cache", *tokenizer,
                         tokenizer_libraries(context.catalog));
  auto sampler = std::make_shared<WindowSampler>(
      cache.stream(*dataset, "train"),
      training_window(*objective, tokens, stage.train.sequence_length), context.seed());
  std::optional<Tensor> validation;
  if (has_split(*dataset, "validation")) {
    validation = windows_in_order(cache.stream(*dataset, "validation"), objective->window(tokens));
  }

  TrainingJob job;
  job.label = stage.name;
  job.model = trained.model.get();
  job.parameters = trainable_parameters(trained);
  job.options = stage.train;
  job.seed = context.seed();
  job.folder = context.folder();
  job.profile = context.profile;
  job.steps = steps_of(stage.train, static_cast<double>(sampler->epoch_size()) /
                                        static_cast<double>(stage.train.batch_size));
  job.batch = [&](std::int64_t index) {
    Rng rng(mix_seed(job.seed, 8, static_cast<std::uint64_t>(index)));
    const std::int64_t rows = stage.train.batch_size;
    return objective->pretraining_batch(sampler->rows(index * rows, rows), tokens, rng);
  };
  const auto evaluate = [&] {
    return Evaluation{
        text_loss(*trained.model, *objective, tokens, *validation, kEvaluationRows, job.seed),
        {},
        ""};
  };
  if (validation) job.evaluate = evaluate;

  const ParameterCount count = count_parameters(trained);
  log_line(LogLevel::kInfo, stage.name + "  " + count_text(count));
  const TrainingResult outcome = train(job);
  save_stage_model(context.folder(), trained, *tokenizer);

  Value result;
  if (outcome.valid_loss) result.set("valid_loss", *outcome.valid_loss);
  if (validation) {
    result.set("unigram_loss",
               unigram_loss(*objective, tokens, *sampler, *validation, context.seed()));
  }
  result.set("train_loss", outcome.train_loss);
  result.set("steps", outcome.steps);
  result.set("tokens", outcome.tokens);
  result.set("parameters", count.total);
  result.set("trainable_parameters", count.trainable);
  return result;
}

}  // namespace graft
