// What both sides of a driver's process know.
#pragma once

#include "CDriver.h"

struct cd_driver {
  char *path;
  unsigned char *window;
  size_t size;

  // Requests and answers; a pipe that is closed when this process ends; what the library prints.
  int talk, life, log;
  int process;
  int has_ended, end;
};

// What the process does, until the other side closes `talk`; does not return.
_Noreturn void cd_serve(const struct cd_driver *driver, int talk, int life);
