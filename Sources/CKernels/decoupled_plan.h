#pragma once
#include "DecoupledKernels.h"

struct dk_plan;

void dk_plan_free(struct dk_plan *plan);
