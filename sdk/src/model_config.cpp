#include "graft/model_config.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace graft {

namespace {

constexpr std::int64_t kMostLabels = 1 << 20;

const std::string& known_problem_type(const Value& value) {
  const std::string& name = value.as_string();
  for (const char* known :
       {"single_label_classification", "multi_label_classification", "regression"}) {
    if (name == known) return name;
  }
  value.fail("bad-value", "problem_type \"" + name + "\" is unknown",
             "use single_label_classification, multi_label_classification or regression");
}

}  // namespace

const Value* given(const Value& config, const char* key) {
  const Value* value = config.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void take(const Value& config, const char* key, Value& options, const char* name,
          const Value& fallback) {
  const Value* value = given(config, key);
  options.set(name, value != nullptr ? *value : fallback);
}

void take_token(const Value& config, const char* key, Value& options, const Value& fallback) {
  const Value* value = config.find(key);
  const Value* id = value != nullptr ? value : &fallback;
  if (id->is_list() && id->size() > 0) id = &id->as_list().front();
  options.set(key, id->is_int() && id->as_int() < 0 ? Value() : *id);
}

Value shortest(float number) {
  char text[32];
  const char* const end = std::to_chars(std::begin(text), std::end(text), number).ptr;
  double value = 0.0;
  std::from_chars(std::begin(text), end, value);
  return value;
}

Value value_of(const std::optional<std::int64_t>& id) { return id ? Value(*id) : Value(); }

std::string model_class(const Value& config) {
  const Value* classes = given(config, "architectures");
  return classes == nullptr || classes->size() == 0 ? "" : classes->as_list().front().as_string();
}

void read_labels(const Value& config, HeadSpec& head) {
  head.labels.clear();
  if (const Value* id2label = given(config, "id2label")) {
    const std::size_t count = id2label->as_map().size();
    for (std::size_t i = 0; i < count; ++i) {
      head.labels.push_back(id2label->at(std::to_string(i)).as_string());
    }
  } else {
    const Value* num_labels = given(config, "num_labels");
    const std::int64_t count = num_labels == nullptr ? 2 : num_labels->as_int();
    if (count < 1 || count > kMostLabels) {
      num_labels->fail("out-of-range", "num_labels: expected 1 to " + std::to_string(kMostLabels));
    }
    for (std::int64_t i = 0; i < count; ++i) head.labels.push_back("LABEL_" + std::to_string(i));
  }
  for (auto label = head.labels.begin(); label != head.labels.end(); ++label) {
    if (std::find(head.labels.begin(), label, *label) == label) continue;
    config.at("id2label")
        .fail("bad-value", "id2label: \"" + *label + "\" stands there twice",
              "give each label a name of its own");
  }
  const Value* problem_type = given(config, "problem_type");
  if (problem_type != nullptr)
    head.problem_type = known_problem_type(*problem_type);
  else if (head.labels.size() == 1)
    head.problem_type = "regression";
  else
    head.problem_type.clear();
}

void write_labels(const HeadSpec& head, Value& config) {
  Value id2label = Value::map();
  Value label2id = Value::map();
  for (std::size_t i = 0; i < head.labels.size(); ++i) {
    id2label.set(std::to_string(i), head.labels[i]);
    label2id.set(head.labels[i], static_cast<std::int64_t>(i));
  }
  config.set("id2label", std::move(id2label));
  config.set("label2id", std::move(label2id));
  const bool is_whole =
      head.kind == HeadKind::kSequenceClassification || head.kind == HeadKind::kImageClassification;
  if (is_whole && !head.problem_type.empty()) config.set("problem_type", head.problem_type);
}

}  // namespace graft
