#include "graft/plugin.h"

#include "instruction.h"

GRAFT_PLUGIN("graft.instruction", "1.0.0", registry) {
  registry.prompt<graft::Instruction, graft::InstructionOptions>(
      "instruction", "A task in words, solved examples, then the question");
}
