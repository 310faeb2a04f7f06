#include "cli/exit_code.h"

int main() {
  return gfetch::kExitUsage;
}
