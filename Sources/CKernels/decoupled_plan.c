#include "decoupled_plan.h"
#include <stdlib.h>

void dk_plan_free(struct dk_plan *plan) { free(plan); }
