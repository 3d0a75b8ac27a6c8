#include "framework/run/image_text_pretraining.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "framework/cli/log.h"
#include "framework/data/classification_data.h"
#include "framework/data/image_text_data.h"
#include "framework/run/image_text_results.h"
#include "framework/run/parameter_count.h"
#include "framework/train/trainer.h"
#include "graft/autograd.h"
#include "graft/error.h"

namespace graft {

namespace {

/// Everything that a batch is made of.
struct Objective {
  Architecture& model;
  ImageTextObjective& objective;
  const TokenTraits& tokens;

  Batch batch(ImageTextData& data, const std::vector<ImageTextRow>& rows,
              std::uint64_t seed) const {
    std::vector<std::int64_t> indices;
    std::vector<std::vector<std::int64_t>> texts;
    for (const ImageTextRow& row : rows) {
      indices.push_back(row.index);
      texts.push_back(data.tokens(row.index, row.column));
    }
    Rng rng(seed);
    return objective.pretraining_batch(data.pixel_values(indices), texts, tokens, rng);
  }
};

struct MeanLoss {
  double loss = 0.0;                 // mean over all targets
  std::optional<double> loss_share;  // mean over batches of loss / ln(rows)
};

/// Loss over a whole split, every example with every one of its texts.
MeanLoss mean_loss(const Objective& objective, ImageTextData& data, std::int64_t batch_size,
                   std::uint64_t seed) {
  const NoGradient no_gradient;
  double total = 0.0;
  double share = 0.0;
  std::int64_t num_targets = 0;
  std::int64_t num_shares = 0;
  const bool distinct = objective.objective.needs_distinct_texts();
  for (const auto& rows : batches_in_order(data, batch_size, distinct)) {
    ForwardContext context;
    context.logits = false;
    const ModelOutput output =
        objective.model.forward(objective.batch(data, rows, mix_seed(seed, 12)), context);
    const double loss = static_cast<double>(output.loss.item());
    total += loss * static_cast<double>(output.num_targets);
    num_targets += output.num_targets;
    if (rows.size() < 2) continue;
    share += loss / std::log(static_cast<double>(rows.size()));
    ++num_shares;
  }
  if (num_targets == 0) throw InputError("too-little-data", "the split has no target");
  MeanLoss result{total / static_cast<double>(num_targets), {}};
  if (num_shares > 0) result.loss_share = share / static_cast<double>(num_shares);
  return result;
}

}  // namespace

Value pretrain_on_images(const StageContext& context, StageModel& model,
                         const Tokenizer& tokenizer) {
  const Stage& stage = context.stage;
  auto& objective = dynamic_cast<ImageTextObjective&>(*model.model);
  const ImageInput input = dynamic_cast<const Multimodal&>(*model.model).image_input();
  const std::unique_ptr<Dataset> dataset = open_dataset(context, *stage.data);
  const std::vector<std::string> columns = caption_columns(stage.data->captions);
  const TokenTraits tokens = token_traits(tokenizer);
  const Objective made{*model.model, objective, tokens};
  ImageTextData train_data(*dataset, "train", columns, tokenizer, input);
  std::optional<ImageTextData> validation;
  if (has_split(*dataset, "validation")) {
    validation.emplace(*dataset, "validation", columns, tokenizer, input);
  }

  TrainingJob job;
  job.label = stage.name;
  job.model = model.model.get();
  job.parameters = trainable_parameters(model);
  job.options = stage.train;
  job.seed = context.seed();
  job.folder = context.folder();
  job.profile = context.profile;
  ImageTextSampler sampler(train_data, stage.train.batch_size, objective.needs_distinct_texts(),
                           job.seed);
  job.steps = stage.train.steps
                  ? *stage.train.steps
                  : static_cast<std::int64_t>(
                        std::ceil(*stage.train.epochs * static_cast<double>(sampler.epoch_size()) /
                                  static_cast<double>(stage.train.accumulation)));
  job.batch = [&](std::int64_t index) {
    return made.batch(train_data, sampler.batch(index),
                      mix_seed(job.seed, 8, static_cast<std::uint64_t>(index)));
  };
  job.after_step = [&objective] { objective.constrain_parameters(); };
  if (validation) {
    job.evaluate = [&] {
      return Evaluation{mean_loss(made, *validation, stage.train.batch_size, job.seed).loss, {}};
    };
  }

  const ParameterCount count = count_parameters(model);
  log_line(LogLevel::kInfo, stage.name + "  " + count_text(count));
  const TrainingResult outcome = train(job);
  save_stage_model(context.folder(), model, tokenizer);

  Value result;
  if (outcome.valid_loss) result.set("valid_loss", *outcome.valid_loss);
  result.set("train_loss", outcome.train_loss);
  result.set("steps", outcome.steps);
  result.set("tokens", outcome.tokens);
  result.set("parameters", count.total);
  result.set("trainable_parameters", count.trainable);
  const bool has_final = has_split(*dataset, "test") || validation.has_value();
  if (!has_final) return result;

  const std::string split = final_split(*dataset);
  ImageTextData final_data(*dataset, split, columns, tokenizer, input);
  const MeanLoss loss = mean_loss(made, final_data, stage.train.batch_size, job.seed);
  result.set(split + "_loss", loss.loss);
  if (objective.needs_distinct_texts() && loss.loss_share) {
    result.set("loss_share", *loss.loss_share);
  }
  add_image_text_results(context, *model.model, tokenizer, final_data, result);
  return result;
}

}  // namespace graft
