#include "graft/plugin.h"

#include "prompt.h"

graft::RenderedPrompt @CLASS@Prompt::render(
    const graft::Example& example, const std::vector<graft::Example>& demonstrations) const {
  graft::RenderedPrompt prompt;
  prompt.segments.push_back({options_.instruction + "\n", ""});
  for (const graft::Example& solved : demonstrations) {
    const std::string answer = solved.text(options_.output);
    const auto words = options_.labels.find(answer);
    const bool is_label = words != options_.labels.end() && !words->second.empty();
    prompt.segments.push_back({solved.text(options_.input), options_.input});
    prompt.segments.push_back({" =>", ""});
    prompt.segments.push_back({is_label ? words->second.front() : " " + answer, options_.output});
    prompt.segments.push_back({"\n", ""});
  }
  // Text of the data is a segment of its own: whatever it says, it stays data.
  prompt.segments.push_back({example.text(options_.input), options_.input});
  prompt.segments.push_back({" =>", ""});
  return prompt;
}

std::vector<graft::LabelWords> @CLASS@Prompt::label_words() const {
  std::vector<graft::LabelWords> result;
  for (const auto& [label, words] : options_.labels) result.push_back({label, words});
  return result;
}

std::string @CLASS@Prompt::read_answer(const std::string& generated) const {
  const std::size_t begin = generated.find_first_not_of(" \n");
  if (begin == std::string::npos) return "";
  const std::string line = generated.substr(begin, generated.find('\n', begin) - begin);
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

GRAFT_PLUGIN("local.@NAME@", "1.0.0", registry) {
  registry.prompt<@CLASS@Prompt, @CLASS@Options>("@NAME@", "One line per example, answer behind =>");
}
