#include "framework/run/head_file.h"

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

constexpr const char* kPretraining = "pretraining";
constexpr const char* kSequence = "sequence_classification";

}  // namespace

void write_head(const std::string& folder, const HeadSpec& head) {
  Value document;
  document.set("kind", head.kind == HeadKind::kPretraining ? kPretraining : kSequence);
  document.set("problem_type", head.problem_type);
  document.set("labels", head.labels);
  write_file(folder + "/head.json", write_json(document, 2) + "\n");
}

HeadSpec read_head(const std::string& folder) {
  const std::string path = folder + "/head.json";
  const Value document = parse_json(read_file(path), path);
  HeadSpec head;
  const std::string& kind = document.at("kind").as_string();
  if (kind == kSequence) {
    head.kind = HeadKind::kSequenceClassification;
  } else if (kind != kPretraining) {
    document.at("kind").fail("bad-value", "unknown head \"" + kind + "\"");
  }
  head.problem_type = document.at("problem_type").as_string();
  for (const Value& label : document.at("labels").as_list()) {
    head.labels.push_back(label.as_string());
  }
  return head;
}

}  // namespace graft
