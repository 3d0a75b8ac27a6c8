#include "graft/plugin.h"

#include "csv.h"

GRAFT_PLUGIN("graft.csv", "1.0.0", registry) {
  registry.dataset<graft::Csv, graft::CsvOptions>(
      "csv", "Tables with commas, semicolons or tabs between the fields");
}
