#include "framework/cli/command.h"

#include "framework/cli/bench_command.h"
#include "framework/cli/check_command.h"
#include "framework/cli/convert_command.h"
#include "framework/cli/forward_command.h"
#include "framework/cli/generate_command.h"
#include "framework/cli/new_command.h"
#include "framework/cli/plan_command.h"
#include "framework/cli/plugins_command.h"
#include "framework/cli/predict_command.h"
#include "framework/cli/report_command.h"
#include "framework/cli/retrieve_command.h"
#include "framework/cli/run_command.h"
#include "framework/cli/tokenize_command.h"
#include "framework/cli/train_tokenizer_command.h"

namespace graft {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      {"run", "run the stages of an experiment that are not done yet", run_run, true},
      {"plan", "check an experiment and count what trains", run_plan},
      {"check", "check experiment files and manifests", run_check},
      {"forward", "pass given tensors through a model", run_forward, true},
      {"generate", "continue a prompt, or answer a file of requests", run_generate, true},
      {"predict", "class, tags, answer or text for each line of a file", run_predict, true},
      {"retrieve", "how similar images and texts are", run_retrieve, true},
      {"convert", "merge an adapter, change the type or shard the weights", run_convert},
      {"plugins", "what the manifests offer", run_plugins},
      {"new", "create a plugin project", run_new},
      {"tokenize", "texts to token ids and back, line by line", run_tokenize},
      {"train-tokenizer", "train a tokenizer on text files", run_train_tokenizer},
      {"bench", "measure the speed of this machine, of training and of passes", run_bench, true},
      {"report", "write a page about one run or several side by side", run_report},
  };
  return table;
}

}  // namespace graft
