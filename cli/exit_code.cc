#include "cli/exit_code.h"
